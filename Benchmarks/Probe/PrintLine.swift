import Foundation

/// Prints a value as one line of JSON, at once.
func printLine(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let line = try? encoder.encode(value) else { preconditionFailure("not JSON: \(value)") }
    FileHandle.standardOutput.write(line + Data("\n".utf8))
}
