"""What a reader takes away from a book: each table as a workbook and a document, each picture.

Files are made when a book is built, from the structured part of each output, are stored beside the
pages, and are the same bytes whenever they are made from the same values.
"""
