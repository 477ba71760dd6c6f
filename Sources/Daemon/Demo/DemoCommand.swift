import ArgumentParser
import Foundation
import Loopback

/// `hookme demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Watch tasks go the whole way, on this machine and without a network.",
        discussion: Manual.text(
            """
            Runs a real daemon on a database of its own against stand-ins for GitHub and for a webhook receiver, kills it \
            in the middle of a task, and starts it again.
            """, example: "hookme demo")
    )

    func run() async throws {
        try await Failure.reported {
            let folder = FileManager.default.temporaryDirectory
                .appendingPathComponent("hookme-demo-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }

            let world = DemoWorld()
            try await world.github.serve { apiURL in
                try await world.receiver.serve { webhookURL in
                    let story = DemoStory(
                        world: world, database: folder.appendingPathComponent("hookme.db").path, apiURL: apiURL,
                        webhookURL: webhookURL + "/hook"
                    )
                    try await story.tell()
                }
            }
        }
    }
}
