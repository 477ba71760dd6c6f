import Foundation

/// The repository as it lies on the disk.
struct SourceTree {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized

    /// One `import` of a file under `Sources/`.
    struct Import: CustomStringConvertible {
        /// The folder of `Sources/` in which the file is.
        var room: String
        var module: String
        /// `Sources/…:line: import Module`.
        var description: String
    }

    func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Every Swift file under `Sources/`, by its path from the root.
    func sources() throws -> [String] {
        let folder = root.appendingPathComponent("Sources").path
        return try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".swift") }.map { "Sources/" + $0 }.sorted()
    }

    func imports() throws -> [Import] {
        try sources().flatMap { path in
            let lines = try text(path).split(separator: "\n", omittingEmptySubsequences: false)
            return zip(1..., lines).compactMap { number, line in
                Self.module(importedBy: line).map { module in
                    Import(room: Self.room(of: path), module: module, description: "\(path):\(number): \(line)")
                }
            }
        }
    }

    static func room(of path: String) -> String {
        String(path.split(separator: "/")[1])
    }

    /// The module that a line imports, whatever attribute, access level, kind or submodule stands with it; else nil.
    static func module(importedBy line: Substring) -> String? {
        let pattern =
            #/
            \s* (?: @\w+ (?: \( [^)]* \) )? \s+ )* (?: \w+ \s+ )?
            import \s+ (?: (?: struct|class|enum|protocol|typealias|func|let|var ) \s+ )? (\w+)
            /#
        guard line.contains("import"), let match = line.prefixMatch(of: pattern) else { return nil }
        return String(match.1)
    }
}
