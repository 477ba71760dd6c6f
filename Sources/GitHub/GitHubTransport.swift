import Jobs
import Logging
import Outbound

/// The one way to GitHub: no request while a gate is closed, no more at once than is polite, and every answer tells the gate.
struct GitHubTransport: Sendable {
    /// What asks for JSON, in whose form the pages are kept too.
    static let mediaType = "application/vnd.github+json"
    /// 32 MiB: a page of 100 issues has the texts of all of them, and each may be 64 KiB and more.
    private static let maxResponseBytes = 32 << 20

    let http: OutboundClient
    let configuration: GitHubConfiguration
    let credentials: any Credentials
    let gates: Gates
    let slots: RequestSlots
    let now: WallClock
    let logger: Logger

    /// Returns GitHub's answer unless that is a refusal to answer anybody.
    ///
    /// - Parameter verdict: what the answer says of the budget.
    /// - Throws: `rateLimited` and `unauthorized`, from the answer or from the closed gate; what every exchange throws.
    func send(
        _ request: GitHubRequest, for reading: Reading,
        verdict: (OutboundResponse, Timestamp) -> RateLimitVerdict = RateLimitVerdict.init
    ) async throws(GitHubError) -> OutboundResponse {
        try await slots.withSlot { () throws(GitHubError) in
            let reader = credentials.reader
            await gates.load(reader)
            defer { adjustSlots(reader) }
            try check(request.budget, of: reader, for: reading)
            let outgoing = try await signed(request, reader)
            reading.meter.add()
            let response = try await exchange(outgoing)
            log(response, to: request)
            let moment = now()
            let verdict = verdict(response, moment)
            let until = await gates.record(
                verdict, RateBudget(response), of: reader, request.budget, at: moment
            )
            guard case .refused(let reason, _) = verdict else { return response }
            throw .kept(
                back: reason, until: until ?? moment, status: response.status,
                message: GitHubMessage(response.body).text
            )
        }
    }

    /// Takes over what the last process knew of the limits.
    func load() async {
        let reader = credentials.reader
        await gates.load(reader)
        adjustSlots(reader)
    }

    /// What keeps everybody's requests back now. Nil: nothing.
    func closure(at now: Timestamp) -> GateClosure? {
        gates.closure(of: credentials.reader, .core, at: now)
    }

    /// What GitHub refused the credentials by, for as long as it has not accepted them. Nil: it has, or was not asked yet.
    var refusal: GateClosure? {
        gates.gate(of: credentials.reader).unopened.flatMap { $0.reason == .unauthorized ? $0 : nil }
    }

    private func exchange(_ request: OutboundRequest) async throws(GitHubError) -> OutboundResponse {
        do {
            return try await http.send(request)
        } catch {
            throw GitHubError(error)
        }
    }

    private func check(
        _ budget: Gates.Budget, of reader: String, for reading: Reading
    ) throws(GitHubError) {
        guard !Task.isCancelled else { throw .cancelled }
        let moment = now()
        if let closure = gates.closure(of: reader, budget, at: moment) {
            throw .kept(back: closure.reason, until: closure.until, status: nil, message: "")
        }
        if let until = gates.gate(of: reader, budget).isKept(from: reading.meter.count, at: moment) {
            throw .rateLimited(until: until, status: nil)
        }
    }

    private func signed(_ request: GitHubRequest, _ reader: String) async throws(GitHubError) -> OutboundRequest {
        var headers = [
            "accept": Self.mediaType,
            "accept-encoding": "gzip",
            "user-agent": configuration.userAgent,
            "x-github-api-version": configuration.apiVersion,
        ]
        headers["authorization"] = try await token(of: reader).map { "Bearer \($0)" }
        headers["if-none-match"] = request.etag
        if request.body != nil { headers["content-type"] = "application/json" }
        return OutboundRequest(
            method: request.body == nil ? .get : .post,
            url: request.url.text,
            headers: headers,
            body: request.body,
            timeout: configuration.timeout.duration,
            maxResponseBytes: Self.maxResponseBytes,
            demand: .whole
        )
    }

    private func token(of reader: String) async throws(GitHubError) -> String? {
        do {
            return try await credentials.token()
        } catch {
            switch error {
            case .failed(let error):
                throw error
            case .refused(let message):
                let moment = now()
                let until = await gates.record(
                    .refused(.unauthorized, until: nil), nil, of: reader, .core, at: moment
                )
                throw .unauthorized(until: until ?? moment, status: 401, message: message)
            }
        }
    }

    /// Behind a gate that is ajar one request goes first.
    private func adjustSlots(_ reader: String) {
        slots.setLimit(gates.gate(of: reader).unopened == nil ? configuration.maxConcurrentRequests : 1)
    }

    private func log(_ response: OutboundResponse, to request: GitHubRequest) {
        logger.debug(
            "GitHub answered",
            metadata: [
                "path": "\(request.url.path)", "status": "\(response.status)",
                "remaining": "\(response.header("x-ratelimit-remaining") ?? "unknown")",
            ]
        )
    }
}

/// One question to GitHub.
struct GitHubRequest: Sendable {
    var url: GitHubURL
    var budget = Gates.Budget.core
    /// The version that is kept: GitHub answers 304 while it has no other.
    var etag: String?
    /// Nil: GET. Else what is posted, JSON.
    var body: [UInt8]?
}

extension GitHubError {
    fileprivate static func kept(
        back reason: GateState.Reason, until: Timestamp, status: Int?, message: String
    ) -> GitHubError {
        switch reason {
        case .primary, .secondary: .rateLimited(until: until, status: status)
        case .unauthorized: .unauthorized(until: until, status: status, message: message)
        }
    }
}
