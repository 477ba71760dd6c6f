import HTTPTypes
import Hummingbird
import NIOCore

/// Something that an operator does: asked about first, on a page that says what it will do, and done by that page's form.
struct Action: Sendable {
    let ask: @Sendable (Visit, FormValues) async throws -> Question
    let act: @Sendable (Visit, FormValues) async throws -> Done

    struct Question: Sendable {
        let title: String
        let text: String
        let button: String
        var isDangerous = false
        /// Where it leads not to do it.
        let back: String
        /// What the form carries on.
        var fields: [(name: String, value: String)] = []
        /// False: there is nothing to do.
        var isPossible = true
    }

    struct Done: Sendable {
        let flash: Flash
        let url: String
    }

    static let maxFormBytes = 16 << 10
}

extension Action {
    /// `GET`: what will be done.
    @Sendable func question(_ visit: Visit) async throws -> Response {
        let question = try await ask(visit, visit.query)
        let view = QuestionView(
            title: question.title, text: question.text, button: question.button, isDangerous: question.isDangerous,
            back: question.back, fields: question.fields.map { QuestionView.Field(name: $0.name, value: $0.value) },
            isPossible: question.isPossible, path: visit.request.uri.path, formToken: visit.formToken
        )
        return Page(title: question.title, top: Templates.render(.question, view)).response(
            to: visit.request, for: visit)
    }

    /// `POST`: it is done, and the browser is led on, so that loading the page again does not do it twice.
    @Sendable func perform(_ visit: Visit, _ form: FormValues) async throws -> Response {
        let done = try await act(visit, form)
        var response = Response.redirect(to: done.url, type: .normal)
        response.headers[.cacheControl] = "no-store"
        response.setCookie(done.flash.cookie(secure: visit.isSecure))
        return response
    }
}

private struct QuestionView: Sendable {
    let title: String
    let text: String
    let button: String
    let isDangerous: Bool
    let back: String
    let fields: [Field]
    let isPossible: Bool
    let path: String
    let formToken: String

    struct Field: Sendable {
        let name: String
        let value: String
    }
}
