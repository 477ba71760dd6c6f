/// A member of a body, which can say what it must be.
protocol BodyMember: CodingKey {
    /// As the end of a sentence: `a string`.
    var mustBe: String { get }
}

extension Problem {
    static func invalid(_ member: some BodyMember) -> Problem {
        .invalidTask("\(member.stringValue) must be \(member.mustBe)")
    }

    /// What is wrong with JSON that could not be decoded.
    ///
    /// - Parameters:
    ///   - whole: what was read, as the beginning of a sentence.
    ///   - example: what JSON is expected.
    init(_ error: DecodingError, in whole: String, example: String) {
        switch error {
        case .keyNotFound(let key, _):
            self = .missing(key.stringValue)
        case .valueNotFound(_, let context):
            self = context.member.map { .missing($0.stringValue) } ?? .notAnObject(whole)
        case .typeMismatch(_, let context):
            self = context.member.map { .invalid($0) } ?? .notAnObject(whole)
        case .dataCorrupted: self = .notJSON(example: example)
        @unknown default: self = .notJSON(example: example)
        }
    }

    static func notJSON(example: String) -> Problem {
        Problem(type: .invalidJSON, detail: "the body must be JSON: \(example)")
    }

    private static func notAnObject(_ whole: String) -> Problem {
        .invalidTask("\(whole) must be a JSON object")
    }
}

extension DecodingError.Context {
    /// Nil when it is about the whole.
    fileprivate var member: (any BodyMember)? {
        codingPath.last as? any BodyMember
    }
}
