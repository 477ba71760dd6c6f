import ArgumentParser
import HTTPAPI
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// `probe noop`: the daemon's HTTP server and its decoding of a task, with a constant answer instead of a store.
struct NoopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "noop", abstract: "POST /tasks without a store.")

    @Option(help: "The port to listen on; 0: any free one.")
    var port = 0

    /// As long as what the daemon answers.
    private static let answer = ByteBuffer(
        string: #"{"ok":"task successfully scheduled","id":1000000,"username":"u0123abcd","#
            + #""repository":"bench-0123456789ab","state":"queued","stage":"collect","#
            + #""run_at":"2026-01-01T00:00:00.000Z","run_reason":"enqueued","attempts":0,"failures":0,"#
            + #""deferrals":0,"crashes":0,"created_at":"2026-01-01T00:00:00.000Z","#
            + #""webhook_id":"msg_00000000000000000000000000000000"}"#
    )

    func run() async throws {
        let router = Router()
        router.post("/tasks") { request, _ -> Response in
            _ = try await TaskRequest.read(from: request).name()
            return Response(
                status: .accepted, headers: [.contentType: "application/json", .location: "/tasks/1000000"],
                body: ResponseBody(byteBuffer: Self.answer)
            )
        }
        let application = Application(
            router: router,
            server: .http1OnEventLoops(),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { printLine(Listening(port: $0.localAddress?.port ?? 0)) },
            logger: Logger(label: "probe") { _ in SwiftLogNoOpLogHandler() }
        )
        try await application.runService()
    }
}

/// The line that says that a server is ready.
struct Listening: Encodable {
    let port: Int
}
