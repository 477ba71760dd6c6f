import HTTPAPI
import HTTPTypes
import Hummingbird
import Jobs
import Logging

/// `/dashboard/sign-in`: a token is shown once, and a session made of it.
struct SignInRoutes: Sendable {
    let door: Door

    private struct View: Sendable {
        let next: String
        let signInProblem: String?
    }

    @Sendable func form(_ request: Request, _: APIContext) throws -> Response {
        try door.checkOpen(to: request)
        let next = Self.place(FormValues(request.uri.query ?? "")["next"])
        // Nobody has to where no token is needed.
        return door.needsToken ? page(request, next, nil) : .redirect(to: next)
    }

    @Sendable func signIn(_ request: Request, _ context: APIContext) async throws -> Response {
        try door.checkOpen(to: request)
        try Door.checkOrigin(of: request)
        let form = FormValues(String(buffer: try await request.body.collect(upTo: Action.maxFormBytes)))
        let next = Self.place(form["next"])
        guard let entry = door.authentication.tokens.entry(with: AccessToken(form["token"] ?? "")) else {
            // All that are wrong together, so that nobody's token is kept out by what others try.
            if let wait = door.authentication.wait(for: "") { throw PageProblem.tooManyRequests(after: wait) }
            context.logger.info("sign-in refused")
            return page(request, next, "This token is not one that is known.", .unauthorized)
        }
        guard entry.caller.scopes.contains(.read) else {
            return page(
                request, next,
                """
                This token may not look: it lacks the scope read. Make one that does with \
                hookme token --name NAME --scope read, or --scope read operate.
                """, .forbidden
            )
        }
        context.logger.info("signed in", metadata: ["name": "\(entry.caller.name)"])
        var response = Response.redirect(to: next, type: .normal)
        response.headers[.cacheControl] = "no-store"
        response.setCookie(door.sessions.begin(entry, secure: request.isSecure))
        return response
    }

    @Sendable func signOut(_ visit: Visit, _: FormValues) -> Response {
        var response = Response.redirect(to: "/dashboard/sign-in", type: .normal)
        response.headers[.cacheControl] = "no-store"
        response.setCookie(door.sessions.end(secure: visit.isSecure))
        response.setCookie(Flash(.signedOut).cookie(secure: visit.isSecure))
        return response
    }

    private func page(
        _ request: Request, _ next: String, _ problem: String?, _ status: HTTPResponse.Status = .ok
    ) -> Response {
        let view = View(next: next, signInProblem: problem)
        return Page(title: "Sign in", top: Templates.render(.signIn, view)).response(status, to: request, for: nil)
    }

    /// One of our own pages, whatever is asked for.
    static func place(_ text: String?) -> String {
        guard let text, text == "/" || text.hasPrefix("/dashboard/") || text.hasPrefix("/?"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return text
    }
}
