import Foundation
import Jobs

/// Repositories as people write them: `OWNER/REPOSITORY`.
enum RepositoryList {
    /// So many at most in one file, since they are stored in one transaction, which others wait for.
    static let most = 100_000
    /// Of a file: more than so many names have.
    static let mostBytes = 16 << 20

    static func name(_ text: some StringProtocol) throws(InvalidName) -> RepositoryName {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        return try RepositoryName(username: String(parts[0]), repository: parts.count > 1 ? String(parts[1]) : "")
    }

    /// What somebody means who gives a repository's page: `https://github.com/octocat/Hello-World`.
    static func name(inURL text: String) -> RepositoryName? {
        guard let url = URLComponents(string: text), url.scheme != nil else { return nil }
        let parts = url.path.split(separator: "/").prefix(2).map(String.init)
        guard parts.count == 2 else { return nil }
        let repository = parts[1].hasSuffix(".git") ? String(parts[1].dropLast(4)) : parts[1]
        return try? RepositoryName(username: parts[0], repository: repository)
    }

    static func names(_ texts: [String]) throws(Failure) -> [RepositoryName] {
        do throws(InvalidName) {
            return try texts.map { text throws(InvalidName) in try name(text) }
        } catch {
            throw Failure(.notUsable, "\(error)")
        }
    }

    /// - Parameter file: a path, or `-` for standard input.
    static func read(_ file: String) throws(Failure) -> [RepositoryName] {
        let place = file == "-" ? "standard input" : file
        var data = Data()
        do {
            // A pipe gives what it has, so it is asked until there is no more.
            let input =
                file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            while data.count <= mostBytes, let part = try input.read(upToCount: 1 << 20), !part.isEmpty { data += part }
        } catch {
            throw Failure(.noInput, "\(file) cannot be read")
        }
        guard data.count <= mostBytes else {
            throw Failure(.notUsable, "\(place) has more than \(mostBytes.bytes): split it")
        }
        return try parse(String(decoding: data, as: UTF8.self), from: place)
    }

    /// One on each line. What follows a `#` is a comment; empty lines are nothing.
    static func parse(_ text: String, from file: String) throws(Failure) -> [RepositoryName] {
        var names: [RepositoryName] = []
        // A byte order mark too, which some editors write.
        let blanks = CharacterSet.whitespaces.union(["\u{FEFF}"])
        for (number, line) in zip(1..., text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)) {
            let words = line.prefix { $0 != "#" }.trimmingCharacters(in: blanks)
            guard !words.isEmpty else { continue }
            guard names.count < most else {
                throw Failure(.notUsable, "\(file) has more than \(most.grouped) repositories: split it")
            }
            do throws(InvalidName) {
                names.append(try name(words))
            } catch {
                throw Failure(
                    .notUsable, "\(file), line \(number): \(words.quoted) is no OWNER/REPOSITORY: \(error)")
            }
        }
        return names
    }
}
