/// A child process that did not do what it was started for.
struct ProgramError: Error, CustomStringConvertible {
    let program: String
    let reason: String
    let standardError: String

    var description: String {
        ["\(program): \(reason)", standardError].filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
