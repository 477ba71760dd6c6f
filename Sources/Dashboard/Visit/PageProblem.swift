import HTTPTypes
import JobStore
import Jobs

/// Why a page is not shown, or nothing was done, in words for whoever looks at it.
struct PageProblem: Error {
    var status: HTTPResponse.Status
    var title: String
    var detail: String
    /// The visitor has to sign in, and goes on from there.
    var needsSignIn = false
    var retryAfter: Milliseconds?

    static let signIn = PageProblem(
        status: .unauthorized, title: "Please sign in", detail: "This page is for those who have a token.",
        needsSignIn: true
    )
    static let noSuchTask = PageProblem(
        status: .notFound, title: "There is no such task",
        detail: "It may have been deleted. The answer to its POST has its number."
    )
    static let noSuchPage = PageProblem(
        status: .notFound, title: "There is no such page", detail: "The overview leads to all there are."
    )
    static let readOnly = PageProblem(
        status: .forbidden, title: "Your token only reads",
        detail: "To change anything it needs the scope operate: hookme token --name NAME --scope read operate"
    )
    static let strangeForm = PageProblem(
        status: .forbidden, title: "Nothing was done",
        detail:
            "The form is not one that this page has shown you in this session. Go back, load the page again, and try once more."
    )
    static func tooManyRequests(after wait: Milliseconds) -> PageProblem {
        PageProblem(
            status: .tooManyRequests, title: "Too many requests",
            detail: "The requests of this minute are spent (AUTH_REQUESTS_PER_MINUTE). Try again in \(wait.words).",
            retryAfter: wait
        )
    }

    /// - Parameter detail: what is wrong with what was asked for.
    static func invalid(_ detail: String) -> PageProblem {
        PageProblem(status: .badRequest, title: "That is not understood", detail: detail)
    }

    init(
        status: HTTPResponse.Status, title: String, detail: String, needsSignIn: Bool = false,
        retryAfter: Milliseconds? = nil
    ) {
        (self.status, self.title, self.detail) = (status, title, detail)
        (self.needsSignIn, self.retryAfter) = (needsSignIn, retryAfter)
    }

    init(_ refusal: Refusal) {
        guard refusal != .unknown else {
            self = .noSuchTask
            return
        }
        self.init(status: .conflict, title: "Nothing was done", detail: "Meanwhile \(refusal).")
    }

    init(_ error: StoreError) {
        self.init(
            status: .serviceUnavailable, title: "Nothing can be read or stored now",
            detail: "The store says: \(error).",
            retryAfter: 1000
        )
    }
}
