/// A page of one of GitHub's lists, as it was last read.
package struct CachedPage: Equatable, Sendable {
    /// What GitHub calls this version of the page (RFC 9110, section 8.8.3). Nil: it cannot be asked about.
    package var etag: String?
    /// What we read of it, as JSON. How it is written is the reader's business.
    package var body: String
    /// When GitHub last said that the page is this one: when it was read, or answered with 304 since.
    package var confirmedAt: Timestamp

    package init(etag: String?, body: String, confirmedAt: Timestamp) {
        self.etag = etag
        self.body = body
        self.confirmedAt = confirmedAt
    }
}

/// What tells one cached page from another: what one reader may see, another may not.
package struct PageKey: Hashable, Sendable {
    package var url: String
    /// As whom it is read: never a token itself.
    package var reader: String
    /// The media type that was asked for, and how the body is written.
    package var format: String

    package init(url: String, reader: String, format: String) {
        self.url = url
        self.reader = reader
        self.format = format
    }
}
