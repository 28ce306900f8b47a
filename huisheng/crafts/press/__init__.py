"""Official documents from one content model to PDF, Word and pictures of pages, after GB/T 9704-2012."""
