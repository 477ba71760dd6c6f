import HTTPAPI
import HTTPTypes
import Hummingbird
import NIOCore

/// A whole page: what stands still, and what is kept up to date while somebody looks.
struct Page {
    enum Place {
        case overview
        case tasks
    }

    var title: String
    var place: Place?
    /// HTML that a template has made.
    var top = ""
    var live: (view: LiveView, html: String)?
    /// HTML that a template has made.
    var bottom = ""

    /// - Parameter visit: nil: nobody is known to look, and there is nothing to lead to.
    func response(_ status: HTTPResponse.Status = .ok, to request: Request, for visit: Visit?) -> Response {
        let flash = Flash(request)
        let html = Templates.render(
            .layout,
            Layout(
                title: title, style: Asset.style.url, script: Asset.script.url,
                visitor: visit.map { Visitor($0, place) }, flash: flash?.text, top: top,
                live: live.map { Live(url: $0.view.url(shown: Frame.name(of: $0.html)), html: $0.html) }, bottom: bottom
            )
        )
        var response = Response(
            status: status, headers: Self.headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html))
        )
        if flash != nil { response.setCookie(Flash.shown(secure: request.isSecure)) }
        return response
    }

    /// Nothing comes from elsewhere or goes there, no script is in the page itself, and it stands in nobody's frame.
    ///
    /// Referrer-Policy is not `no-referrer`: browsers then send a form with `Origin: null`, which proves nothing.
    static let headers: HTTPFields = {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
            .contentSecurityPolicy: """
            default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
            form-action 'self'; base-uri 'none'; frame-ancestors 'none'
            """,
            .xContentTypeOptions: "nosniff",
        ]
        if let name = HTTPField.Name("referrer-policy") { headers[name] = "same-origin" }
        return headers
    }()

    private struct Layout {
        let title: String
        let style: String
        let script: String
        let visitor: Visitor?
        let flash: String?
        let top: String
        let live: Live?
        let bottom: String
    }

    private struct Live {
        let url: String
        let html: String
    }

    private struct Visitor {
        let name: String?
        let readsOnly: Bool
        let formToken: String
        let isAtOverview: Bool
        let isAtTasks: Bool

        init(_ visit: Visit, _ place: Place?) {
            name = visit.caller.name.isEmpty ? nil : visit.caller.name
            readsOnly = !visit.mayOperate
            formToken = visit.formToken
            (isAtOverview, isAtTasks) = (place == .overview, place == .tasks)
        }
    }
}

extension Page {
    /// One that only says something.
    static func message(_ problem: PageProblem) -> Page {
        Page(title: problem.title, top: html(of: problem))
    }

    static func html(of problem: PageProblem) -> String {
        struct Message {
            let title: String
            let detail: String
            let needsSignIn: Bool
        }
        let view = Message(title: problem.title, detail: problem.detail, needsSignIn: problem.needsSignIn)
        return Templates.render(.message, view)
    }
}
