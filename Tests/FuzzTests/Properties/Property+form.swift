import Foundation
import HTTPAPI
import Jobs

@testable import Dashboard

extension Property {
    /// What a browser sends to the page: a form or a query, and a cookie.
    static let form = Property("form") { bytes in
        var input = Input(bytes)
        let (text, cookie) = (input.line(), input.line())
        let values = FormValues(text)
        if let query = successful({ () throws(PageProblem) in try TaskQuery(values) }) {
            let again = successful { () throws(PageProblem) in
                try TaskQuery(FormValues(FormValues.encoded(query.pairs)))
            }
            try require(again == query, "a query that is written is the query that was read: \(query.url())")
            _ = (query.words, query.filter(at: .today))
        }
        let written = FormValues.encoded([("text", cookie)])
        let trimmed = cookie.trimmingCharacters(in: .whitespacesAndNewlines)
        try require(FormValues(written)["text"] ?? "" == trimmed, "a value that is written is the value that was read")
        let sessions = Sessions(authentication: Authentication(), salt: "salt", now: { .today })
        try require(sessions.session(cookie) == nil, "nobody is signed in where there is no token")
        let json = Array(text.utf8)
        let indented = Array(JSONText.indented(json).utf8)
        if json.isJSON { try require(indented.isJSON, "JSON is JSON also with lines") }
    }
}

extension [UInt8] {
    fileprivate var isJSON: Bool {
        (try? JSONSerialization.jsonObject(with: Data(self), options: .fragmentsAllowed)) != nil
    }
}
