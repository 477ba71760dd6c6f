import Foundation

/// The body of `POST /tasks/batch`: `{"tasks": […]}`, where each task is as `POST /tasks` takes it. What is wrong with one of them
/// is nothing to the others.
struct TaskBatchRequest: Decodable {
    let tasks: [Result<TaskRequest, Problem>]

    static let maxBytes = 1 << 20
    static let counts = 1...1000
    private static let example = #"{"tasks": [{"username": "…", "repository": "…"}]}"#

    private enum CodingKeys: BodyMember {
        case tasks

        var mustBe: String { "an array of \(counts.lowerBound) to \(counts.upperBound) tasks" }
    }

    init(from decoder: any Decoder) throws {
        var list = try decoder.container(keyedBy: CodingKeys.self).nestedUnkeyedContainer(forKey: .tasks)
        guard let count = list.count, Self.counts.contains(count) else { throw Problem.invalid(CodingKeys.tasks) }
        var tasks: [Result<TaskRequest, Problem>] = []
        while !list.isAtEnd { tasks.append(try list.decode(Item.self).task) }
        self.tasks = tasks
    }

    static func decode(_ json: Data) throws(Problem) -> TaskBatchRequest {
        do {
            return try JSONDecoder().decode(TaskBatchRequest.self, from: json)
        } catch let problem as Problem {
            throw problem
        } catch let error as DecodingError {
            throw Problem(error, in: "the body", example: example)
        } catch {
            throw .notJSON(example: example)
        }
    }

    /// One task, or what is wrong with it, so that the list is read on.
    private struct Item: Decodable {
        let task: Result<TaskRequest, Problem>

        init(from decoder: any Decoder) throws {
            do {
                task = .success(try TaskRequest(from: decoder))
            } catch let error as DecodingError {
                task = .failure(Problem(error, in: "a task", example: example))
            }
        }
    }
}
