import Crypto
import Foundation
import HTTPAPI
import HTTPTypes
import Hummingbird
import Jobs

/// Decides who comes in.
///
/// With tokens: who shows a session, which a token was given for. Without any: whoever reaches a daemon that listens on loopback
/// only, and nobody else.
struct Door: Sendable {
    let authentication: Authentication
    let isLoopbackOnly: Bool
    let sessions: Sessions
    /// What forms are proven with where there are no sessions.
    private let formKey = SymmetricKey(size: .bits256)

    var needsToken: Bool {
        !authentication.tokens.isEmpty
    }

    func visit(_ request: Request, _ context: APIContext) throws(PageProblem) -> Visit {
        try checkOpen(to: request)
        guard needsToken else {
            return Visit(
                request: request, context: context, caller: .anybody, formToken: sessions.formToken("", formKey),
                query: FormValues(request.uri.query ?? "")
            )
        }
        guard let cookie = request.cookies[Sessions.cookieName]?.value, let session = sessions.session(cookie) else {
            throw .signIn
        }
        let caller = session.entry.caller
        if let wait = authentication.wait(for: caller.name) { throw .tooManyRequests(after: wait) }
        guard caller.scopes.contains(.read) else { throw .signIn }
        return Visit(
            request: request, context: context, caller: caller, formToken: sessions.formToken(of: session),
            query: FormValues(request.uri.query ?? ""), endsAt: session.endsAt
        )
    }

    /// Whether there are pages at all for whoever asks like this.
    func checkOpen(to request: Request) throws(PageProblem) {
        guard !needsToken else { return }
        guard isLoopbackOnly else { throw .off }
        // A page of somebody else's, whose name leads to this machine (DNS rebinding), says that name here.
        guard WebOrigin.isLoopback(request.head.authority ?? "") else { throw .strangeHost }
    }

    /// A form was sent from one of our own pages, in this visitor's session.
    ///
    /// Beside the token that each form carries, browsers say where a request comes from. A page of another port of this machine is
    /// of the same site, so that neither the cookie's SameSite nor `same-site` here is enough.
    func check(_ form: FormValues, of visit: Visit) throws(PageProblem) {
        try Self.checkOrigin(of: visit.request)
        guard let token = form["form"], token.utf8.count == visit.formToken.utf8.count,
            zip(token.utf8, visit.formToken.utf8).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0
        else { throw .strangeForm }
    }

    static func checkOrigin(of request: Request) throws(PageProblem) {
        guard !WebOrigin.isForeign(request) else { throw .strangeForm }
    }
}

extension PageProblem {
    fileprivate static let off = PageProblem(
        status: .forbidden, title: "The page is off",
        detail: """
            AUTH_TOKENS is empty, and hookme listens on an address that others may reach. Make a token with \
            hookme token --name NAME --scope read operate, put its entry into AUTH_TOKENS, and sign in here with the token.
            """
    )
    fileprivate static let strangeHost = PageProblem(
        status: .forbidden, title: "The page is off under this name",
        detail: """
            AUTH_TOKENS is empty, so this page is only for this machine, as localhost or 127.0.0.1. To look at it under \
            another name, set AUTH_TOKENS.
            """
    )
}
