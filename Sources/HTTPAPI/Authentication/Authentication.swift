import HTTPTypes
package import Hummingbird
package import Jobs

/// Lets only those pass who show a token that is known (RFC 6750), and says whose it is. Where no token is needed it lets
/// everybody pass but the pages of other sites, which a browser on this machine may show. Stands before every route but the
/// health checks, and before what is no route at all.
package struct Authentication: RouterMiddleware {
    package typealias Context = APIContext

    private struct Access: Sendable {
        var tokens: TokenList
        var allowance: RequestAllowance?
    }

    private let access: Replaceable<Access>
    private let isLoopbackOnly: Bool
    private let now: WallClock

    /// - Parameters:
    ///   - tokens: without any, everybody passes and may do everything.
    ///   - requestsPerMinute: of each name; nil for no limit.
    ///   - isLoopbackOnly: whether only this machine reaches the port, so that who needs no token says a name of this machine.
    package init(
        tokens: TokenList = TokenList(), requestsPerMinute: Int? = nil, isLoopbackOnly: Bool = false,
        now: @escaping WallClock = Timestamp.now
    ) {
        self.isLoopbackOnly = isLoopbackOnly
        self.now = now
        let allowance = requestsPerMinute.map { RequestAllowance(perMinute: $0, now: now) }
        access = Replaceable(Access(tokens: tokens, allowance: allowance))
    }

    package var tokens: TokenList {
        access.current.tokens
    }

    /// From here on these tokens pass, and no others.
    package func replace(tokens: TokenList, requestsPerMinute: Int?) {
        var allowance = access.current.allowance
        // What was spent of it stays spent.
        if allowance?.perMinute != requestsPerMinute {
            allowance = requestsPerMinute.map { RequestAllowance(perMinute: $0, now: now) }
        }
        access.replace(with: Access(tokens: tokens, allowance: allowance))
    }

    /// Takes a request from those that a name may make.
    ///
    /// - Returns: how long until there is one again; nil when there was one.
    package func wait(for name: String) -> Milliseconds? {
        access.current.allowance?.take(for: name)
    }

    package func handle(
        _ request: Request, context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let tokens = tokens
        context.caller = tokens.isEmpty ? try anybody(request) : try caller(request, among: tokens)
        return try await next(request, context)
    }

    private func anybody(_ request: Request) throws(Problem) -> Caller {
        guard !WebOrigin.isForeign(request) else {
            throw Problem(
                type: .foreignPage, detail: "pages of other sites may not ask this daemon, which needs no token")
        }
        guard !isLoopbackOnly || request.head.authority.map(WebOrigin.isLoopback) ?? true else {
            throw Problem(
                type: .foreignPage,
                detail: "without AUTH_TOKENS this daemon is only for this machine, as localhost or 127.0.0.1"
            )
        }
        return .anybody
    }

    /// Two tokens are none: fields of the same name are one text here.
    private func caller(_ request: Request, among tokens: TokenList) throws(Problem) -> Caller {
        guard let token = Self.token(request.headers[.authorization]) else { throw .unauthorized() }
        guard let caller = tokens.entry(with: token)?.caller else { throw .unauthorized(error: "invalid_token") }
        if let wait = wait(for: caller.name) { throw .tooManyRequests(after: wait) }
        return caller
    }

    /// The scheme's name is written as anybody likes (RFC 9110, section 11.1).
    private static func token(_ authorization: String?) -> AccessToken? {
        let parts = authorization?.split(separator: " ", maxSplits: 1) ?? []
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return AccessToken(parts[1])
    }
}
