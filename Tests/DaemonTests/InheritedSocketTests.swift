import Foundation
import TestSupport
import Testing

@testable import Daemon

struct InheritedSocketTests {
    private static let meant = ["LISTEN_PID": "\(getpid())", "LISTEN_FDS": "1"]

    @Test(arguments: [[:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "1", "LISTEN_FDS": "1"]])
    func `there is none unless it is meant for this process`(environment: [String: String]) throws {
        #expect(try InheritedSocket(environment: environment) == nil)
    }

    @Test func `its address is HOST and PORT`() throws {
        let listening = try ListeningSocket()
        let socket = try #require(try InheritedSocket(environment: Self.meant, first: listening.descriptor))
        #expect(socket.descriptor == listening.descriptor)
        #expect(socket.settings == ["HOST": "127.0.0.1", "PORT": "\(listening.port)"])
    }

    @Test func `more than one is a mistake, and so is one that is no port`() throws {
        let several = Self.meant.merging(["LISTEN_FDS": "2"]) { $1 }
        #expect(throws: Failure.self) { try InheritedSocket(environment: several) }
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/dev/null"))
        #expect(throws: Failure.self) {
            try InheritedSocket(environment: Self.meant, first: file.fileDescriptor)
        }
    }
}
