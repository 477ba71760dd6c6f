import Foundation

/// Says on standard error how far it has come.
func progress(_ line: String) {
    FileHandle.standardError.write(Data("\(Date().formatted(date: .omitted, time: .standard))  \(line)\n".utf8))
}
