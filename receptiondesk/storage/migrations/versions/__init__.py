"""One file per revision, in the order of `receptiondesk.storage.schema.REVISIONS`."""
