import Foundation
import HTTPAPI

/// Tasks as `POST /tasks/batch` takes them: no more at once than that does.
enum TaskBatches {
    private static let mostTasks = 1000
    /// A megabyte is taken.
    private static let mostBytes = 1_000_000

    static func bodies(of tasks: [TaskRequest]) throws(Failure) -> [[UInt8]] {
        var bodies: [[UInt8]] = []
        var (batch, bytes): ([[UInt8]], Int) = ([], 0)
        for task in tasks {
            let json = try JSONBody.bytes(task)
            if batch.count == mostTasks || bytes + json.count > mostBytes {
                bodies.append(body(batch))
                (batch, bytes) = ([], 0)
            }
            batch.append(json)
            bytes += json.count + 1
        }
        return batch.isEmpty ? bodies : bodies + [body(batch)]
    }

    private static func body(_ tasks: [[UInt8]]) -> [UInt8] {
        Array(#"{"tasks":["#.utf8) + tasks.joined(separator: [UInt8(ascii: ",")]) + Array("]}".utf8)
    }
}

/// A value as the body of a request.
enum JSONBody {
    static func bytes(_ value: some Encodable) throws(Failure) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(value))
        } catch {
            throw Failure(.notUsable, "what is asked for cannot be written as JSON")
        }
    }
}
