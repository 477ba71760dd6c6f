import Foundation

/// Real answers of GitHub's, read from a folder of recordings: `repo-*.json`, `users.json` and `responses.json`.
package struct GitHubRecordings: Sendable {
    package let repositories: [GitHubRepository]
    package let users: [GitHubUser]
    /// Whole answers by kind, for `Fault.answer`.
    package let answers: [String: LoopbackAnswer]

    /// Reads the folder.
    ///
    /// - Throws: `LoopbackError.badRecording`, which names the file.
    package init(folder: String) throws(LoopbackError) {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw .badRecording(file: folder, reason: error.localizedDescription)
        }
        var repositories: [GitHubRepository] = []
        for file in files where file.hasPrefix("repo-") && file.hasSuffix(".json") {
            repositories.append(try RecordedObject(file: "\(folder)/\(file)").repository())
        }
        self.repositories = repositories
        users = try RecordedObject(file: "\(folder)/users.json").objects().map { _, user throws(LoopbackError) in
            try user.user()
        }
        var answers: [String: LoopbackAnswer] = [:]
        for (kind, answer) in try RecordedObject(file: "\(folder)/responses.json").objects() {
            answers[kind] = try answer.answer()
        }
        self.answers = answers
    }
}
