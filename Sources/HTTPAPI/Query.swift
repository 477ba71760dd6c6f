import Hummingbird
import Jobs

/// The parameters behind the `?` of a request. Each is given once; what is read is checked, and told when it is wrong.
struct Query {
    private let parameters: Parameters

    /// - Parameter known: the parameters that there are. A misspelt one would answer what nobody has asked for.
    init(_ request: Request, known: [String] = []) throws(Problem) {
        parameters = request.uri.queryParameters
        for name in parameters.map({ String($0.key) }) {
            guard known.contains(name) else {
                let all = known.isEmpty ? "none" : known.joined(separator: ", ")
                throw Problem.invalidQuery("'\(name.oneLine)'", "is unknown; known: \(all)")
            }
            guard parameters.getAll(name).count == 1 else { throw Problem.invalidQuery(name, "must be given once") }
        }
    }

    func text(_ name: String) -> String? {
        parameters.get(name)
    }

    func number(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
        guard let text = parameters.get(name) else { return nil }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int64(text),
            range.contains(number)
        else {
            let most = range.upperBound == .max ? "a whole number from \(range.lowerBound)" : nil
            throw Problem.invalidQuery(
                name, "must be \(most ?? "a whole number from \(range.lowerBound) to \(range.upperBound)")")
        }
        return number
    }

    func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String, _: Word.Type) throws(Problem) -> Word? {
        guard let text = parameters.get(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalidQuery(name, "must be one of \(words)")
        }
        return word
    }

    func moment(_ name: String) throws(Problem) -> Timestamp? {
        guard let text = parameters.get(name) else { return nil }
        guard let moment = Timestamp(rfc3339: text) else {
            throw Problem.invalidQuery(name, "must be a moment such as 2026-11-23T22:44:04Z, with %2B for a + in it")
        }
        return moment
    }
}
