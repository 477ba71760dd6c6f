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
    let querySlots: RequestSlots
    let now: WallClock
    let logger: Logger
    let metrics: GitHubMetrics

    /// Returns GitHub's answer unless that is a refusal to answer anybody, and as whom it was asked.
    ///
    /// - Parameter verdict: what the answer says of the budget.
    /// - Throws: `rateLimited` and `unauthorized`, from the answer or from the closed gate; what every exchange throws.
    func send(
        _ request: GitHubRequest, for reading: Reading,
        verdict: @Sendable (OutboundResponse, Timestamp) -> RateLimitVerdict = RateLimitVerdict.init
    ) async throws(GitHubError) -> (response: OutboundResponse, reader: String) {
        guard request.budget == .graphQL else { return try await sendInTurn(request, for: reading, verdict) }
        // Behind its own gate that is ajar one query goes first.
        return try await querySlots.withSlot { () throws(GitHubError) in
            defer {
                let isAjar = gates.gate(of: credentials.reader, .graphQL).unopened != nil
                querySlots.setLimit(isAjar ? 1 : configuration.maxConcurrentRequests)
            }
            return try await sendInTurn(request, for: reading, verdict)
        }
    }

    private func sendInTurn(
        _ request: GitHubRequest, for reading: Reading,
        _ verdict: @Sendable (OutboundResponse, Timestamp) -> RateLimitVerdict
    ) async throws(GitHubError) -> (response: OutboundResponse, reader: String) {
        try await slots.withSlot { () throws(GitHubError) in
            var mayRenew = true
            while true {
                let reader = credentials.reader
                await gates.load(reader)
                defer { adjustSlots(reader) }
                try check(request.budget, of: reader, for: reading)
                let credential = try await credential(of: reader)
                // A token that was changed at this very moment has a gate of its own.
                guard credential.reader == reader else { continue }
                var response = try await exchange(signed(request, credential.token), request.budget, reading)
                log(response, to: request)
                response.hide(credential.token)
                if response.status == 401, mayRenew, let token = credential.token, credentials.reject(token) {
                    mayRenew = false
                    continue
                }
                try await heed(verdict(response, now()), of: response, to: request, as: reader, reading)
                return (response, reader)
            }
        }
    }

    /// Tells the gate and the meter, and throws where GitHub refuses to answer anybody.
    private func heed(
        _ verdict: RateLimitVerdict, of response: OutboundResponse, to request: GitHubRequest, as reader: String,
        _ reading: Reading
    ) async throws(GitHubError) {
        let moment = now()
        let isFree = response.status == 304 && reader != NoCredentials().reader
        if request.budget == .core, !isFree { reading.meter.addPoint() }
        let until = await gates.record(
            verdict, RateBudget(response, at: moment), of: reader, request.budget, at: moment
        )
        guard case .refused(let reason, _) = verdict else { return }
        throw .kept(
            back: reason, request.budget, until: until ?? moment, status: response.status,
            message: GitHubMessage(response.body).text
        )
    }

    /// Takes over what the last process knew of the limits.
    func load() async {
        let reader = credentials.reader
        await gates.load(reader)
        adjustSlots(reader)
        if gates.gate(of: reader, .graphQL).unopened != nil { querySlots.setLimit(1) }
    }

    /// What keeps everybody's requests back now. Nil: nothing.
    func closure(at now: Timestamp) -> GateClosure? {
        gates.closure(of: credentials.reader, .core, at: now)
    }

    /// What GitHub refused the credentials by, for as long as it has not accepted them. Nil: it has, or was not asked yet.
    var refusal: GateClosure? {
        gates.gate(of: credentials.reader).unopened.flatMap { $0.reason == .unauthorized ? $0 : nil }
    }

    private func exchange(
        _ request: OutboundRequest, _ budget: Gates.Budget, _ reading: Reading
    ) async throws(GitHubError) -> OutboundResponse {
        reading.meter.add()
        do {
            let response = try await http.send(request)
            metrics.asked(budget.resource, .success(response))
            return response
        } catch {
            metrics.asked(budget.resource, .failure(error))
            throw GitHubError(error)
        }
    }

    private func check(
        _ budget: Gates.Budget, of reader: String, for reading: Reading
    ) throws(GitHubError) {
        guard !Task.isCancelled else { throw .cancelled }
        let moment = now()
        if let closure = gates.closure(of: reader, budget, at: moment) {
            throw .kept(back: closure.reason, budget, until: closure.until, status: nil, message: "")
        }
        if budget == .core, let until = gates.gate(of: reader).isKept(from: reading.meter.points, at: moment) {
            throw .rateLimited(.reserve, until: until, status: nil)
        }
    }

    private func signed(_ request: GitHubRequest, _ token: String?) -> OutboundRequest {
        var headers = [
            "accept": Self.mediaType,
            "accept-encoding": "gzip",
            "user-agent": configuration.userAgent,
            "x-github-api-version": configuration.apiVersion,
        ]
        headers["authorization"] = token.map { "Bearer \($0)" }
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

    private func credential(of reader: String) async throws(GitHubError) -> (reader: String, token: String?) {
        do {
            return try await credentials.credential()
        } catch {
            switch error {
            case .failed(let error):
                throw error
            case .refused(let message):
                throw await closed(by: .unauthorized, until: nil, reader, message)
            case .limited(let reason, let until):
                throw await closed(by: reason, until: until, reader, "")
            }
        }
    }

    /// Closes the gate by what came of asking for a token.
    private func closed(
        by reason: GateState.Reason, until: Timestamp?, _ reader: String, _ message: String
    ) async -> GitHubError {
        let moment = now()
        let until = await gates.record(.refused(reason, until: until), nil, of: reader, .core, at: moment)
        return .kept(back: reason, .core, until: until ?? moment, status: nil, message: message)
    }

    /// Behind a gate that is ajar one request goes first; and where little is left of the budget, one goes after another, so
    /// that no more are under way than are left.
    private func adjustSlots(_ reader: String) {
        let gate = gates.gate(of: reader)
        let most = configuration.maxConcurrentRequests
        slots.setLimit(gate.unopened != nil || gate.isNearlySpent(by: most, at: now()) ? 1 : most)
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

extension OutboundResponse {
    /// Nothing that is kept or logged of an answer has the token in it, should something on the way repeat it.
    fileprivate mutating func hide(_ token: String?) {
        guard status >= 300, let token, !token.isEmpty else { return }
        body = Array(String(decoding: body, as: UTF8.self).replacing(token, with: "***").utf8)
    }
}

extension GitHubError {
    fileprivate static func kept(
        back reason: GateState.Reason, _ budget: Gates.Budget, until: Timestamp, status: Int?, message: String
    ) -> GitHubError {
        switch reason {
        case .primary: .rateLimited(budget == .core ? .core : .graphQL, until: until, status: status)
        case .secondary: .rateLimited(.secondary, until: until, status: status)
        case .unauthorized: .unauthorized(until: until, status: status, message: message)
        }
    }
}
