/// One HTTP request to the outside.
package struct OutboundRequest: Sendable {
    package enum Method: Sendable {
        case get
        case post
        case delete
    }

    /// What is wanted of the answer's body.
    package enum BodyDemand: Sendable {
        /// All of it: a body over `maxResponseBytes`, a broken or a late one is an error.
        case whole
        /// Only a look at it: the status decides, and what there is of the body by the limit, the deadline or the end of
        /// the connection is enough.
        case excerpt
    }

    package var method: Method
    /// `http` or `https`. A user name and password in it are sent as Basic authentication (RFC 7617).
    package var url: String
    package var headers: [String: String]
    package var body: [UInt8]?
    /// From the call to the last byte of the answer: waiting for a connection, connecting, sending and reading.
    package var timeout: Duration
    /// Bytes of the answer's body, after decompression.
    package var maxResponseBytes: Int
    package var demand: BodyDemand

    package init(
        method: Method, url: String, headers: [String: String], body: [UInt8]? = nil, timeout: Duration,
        maxResponseBytes: Int, demand: BodyDemand
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maxResponseBytes = maxResponseBytes
        self.demand = demand
    }
}
