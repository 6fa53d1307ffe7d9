"""PDF: pages ──► lines (where each stands) ──► without running heads ──► columns ──► paragraphs ──► headings."""
