import Crypto
import Foundation
package import Logging
import Synchronization

/// A token of a user's, fixed or in a file that may change while we run.
package final class TokenCredentials: Credentials {
    /// What tells one version of a file from the next without reading it.
    private struct Stamp: Equatable {
        var number: Int?
        var size: Int?
        var changedAt: Date?

        /// Nil where there is no such file.
        init?(ofFile path: String) {
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
            number = (attributes[.systemFileNumber] as? NSNumber)?.intValue
            size = (attributes[.size] as? NSNumber)?.intValue
            changedAt = attributes[.modificationDate] as? Date
        }
    }

    private struct State {
        var token: String
        var reader: String
        var stamp: Stamp?

        init(token: String, stamp: Stamp?) {
            self.token = token
            self.stamp = stamp
            reader = "token:" + TokenCredentials.fingerprint(of: token)
        }
    }

    private let path: String?
    private let logger: Logger
    private let state: Mutex<State>

    /// - Parameters:
    ///   - token: as it stands in the header.
    ///   - path: the file that it was read from, and is read from again when that changes. Nil: fixed.
    package init(_ token: String, from path: String? = nil, logger: Logger = .none) {
        self.path = path
        self.logger = logger
        // Without a stamp the file is read once more: it may have changed since.
        state = Mutex(State(token: token, stamp: nil))
    }

    package var reader: String {
        current.reader
    }

    package func credential() -> (reader: String, token: String?) {
        let current = current
        return (current.reader, current.token)
    }

    /// From here on GitHub is read with another token, until its file changes.
    package func replace(with token: String) {
        state.withLock { state in
            guard token != state.token else { return }
            state = State(token: token, stamp: nil)
            logger.notice("the token was replaced", metadata: ["reader": "\(state.reader)"])
        }
    }

    /// A file that is missing, empty or half written is taken for one that is being replaced: the last token stays.
    private var current: State {
        state.withLock { state in
            guard let path, let stamp = Stamp(ofFile: path), stamp != state.stamp else { return state }
            state.stamp = stamp
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                logger.warning("the token's file holds no token, so the last one stays", metadata: ["file": "\(path)"])
                return state
            }
            guard token != state.token else { return state }
            state = State(token: token, stamp: stamp)
            logger.notice("the token was read anew from its file", metadata: ["reader": "\(state.reader)"])
            return state
        }
    }

    /// 64 bits of the token's SHA-256: enough to tell tokens apart, and nothing that leads back to one.
    private static func fingerprint(of token: String) -> String {
        SHA256.hash(data: Data(token.utf8)).prefix(8).map { byte in
            String(0x100 + Int(byte), radix: 16).suffix(2)
        }.joined()
    }
}

extension Logger {
    /// Says nothing.
    package static var none: Logger {
        Logger(label: "none", factory: { _ in SwiftLogNoOpLogHandler() })
    }
}
