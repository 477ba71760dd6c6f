import Jobs

/// What must be true of one of our parsers, whatever bytes come to it from outside.
///
/// The same check is asked by the tests, of every input under `corpus/`, and by libFuzzer, of as many as it can think of.
struct Property: Sendable {
    /// Of its folder under `corpus/`, and of `make fuzz TARGET=…`.
    let name: String
    private let check: @Sendable ([UInt8]) throws -> Void

    init(_ name: String, _ check: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.name = name
        self.check = check
    }

    /// - Throws: what is not true, when something is not.
    func holds(for input: [UInt8]) throws {
        try check(input)
    }

    static let all = [
        answer, captured, destination, excerpt, form, header, link, listing, rateLimit, retryAfter, signature, task,
    ]
}

/// Something that must be true and is not.
struct Violation: Error, CustomStringConvertible {
    let description: String
}

/// - Parameter words: what must be true.
func require(_ isTrue: Bool, _ words: @autoclosure () -> String) throws {
    if !isTrue { throw Violation(description: words()) }
}

/// For parsers that throw where others return nil.
func successful<Value, Failure>(_ body: () throws(Failure) -> Value) -> Value? {
    do {
        return try body()
    } catch {
        return nil
    }
}

extension [UInt8] {
    /// As every parser of ours takes bytes for text.
    var text: String {
        String(decoding: self, as: UTF8.self)
    }
}

extension String {
    /// Whether it is fit for a line of a log or of a terminal.
    var isOneLine: Bool {
        unicodeScalars.allSatisfy { $0.isPrintable }
    }
}
