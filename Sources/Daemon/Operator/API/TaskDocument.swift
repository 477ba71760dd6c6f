import Jobs

/// A task as the API shows it.
struct TaskDocument: Decodable {
    var job: Job
    var waiting: Waiting?

    private enum CodingKeys: String, CodingKey {
        case id, username, repository, webhookUrl, priority, maxRetries, state, stage, runAt, runReason, attempts,
            failures
        case deferrals, crashes, errorClass, lastError, createdAt, finishedAt, webhookId, traceparent, waiting
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let error = try values.decodeIfPresent(String.self, forKey: .lastError).map { message in
            AttemptError(
                try values.decodeIfPresent(String.self, forKey: .errorClass).flatMap(ErrorClass.init(rawValue:))
                    ?? .other, message
            )
        }
        job = Job(
            id: JobID(try values.decode(Int64.self, forKey: .id)),
            webhookID: try values.decode(String.self, forKey: .webhookId),
            name: try RepositoryName(
                username: values.decode(String.self, forKey: .username),
                repository: values.decode(String.self, forKey: .repository)
            ),
            destination: try values.decodeIfPresent(String.self, forKey: .webhookUrl).map(Destination.url) ?? .default,
            state: try values.decode(JobState.self, forKey: .state),
            stage: try values.decode(Stage.self, forKey: .stage),
            runAt: try values.decode(Timestamp.self, forKey: .runAt),
            runReason: try values.decode(RunReason.self, forKey: .runReason),
            attempts: try values.decode(Int.self, forKey: .attempts),
            failures: try values.decode(Int.self, forKey: .failures),
            deferrals: try values.decode(Int.self, forKey: .deferrals),
            crashes: try values.decode(Int.self, forKey: .crashes),
            lastError: error, createdAt: try values.decode(Timestamp.self, forKey: .createdAt),
            finishedAt: try values.decodeIfPresent(Timestamp.self, forKey: .finishedAt),
            priority: try values.decode(Int.self, forKey: .priority),
            maxRetries: try values.decodeIfPresent(Int.self, forKey: .maxRetries),
            traceparent: try values.decodeIfPresent(String.self, forKey: .traceparent)
        )
        waiting = try values.decodeIfPresent(WaitingDocument.self, forKey: .waiting)?.waiting
    }
}

struct TaskListDocument: Decodable {
    var tasks: [TaskDocument]
}

/// What each task of a batch was answered.
struct BatchDocument: Decodable {
    var results: [Item]

    struct Item: Decodable {
        var status: Int
        var task: TaskDocument?
        var problem: ProblemDocument?
    }
}

private struct WaitingDocument: Decodable {
    var `for`: Waiting.Need
    var why: String
    var until: Timestamp?

    var waiting: Waiting {
        Waiting(`for`, `for`.rawValue, why.oneLine, until: until)
    }
}

/// The attempts of a task.
struct AttemptListDocument: Decodable {
    private var attempts: [Item]

    var all: [Attempt] { attempts.map(\.attempt) }

    private struct Item: Decodable {
        var attempt: Attempt

        private enum CodingKeys: String, CodingKey {
            case attempt, result, stage, startedAt, durationMs, httpStatus, requests, errorClass, error, answer
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            let error = try values.decodeIfPresent(String.self, forKey: .error).map { message in
                AttemptError(
                    try values.decodeIfPresent(String.self, forKey: .errorClass).flatMap(ErrorClass.init(rawValue:))
                        ?? .other,
                    message)
            }
            attempt = Attempt(
                number: try values.decode(Int.self, forKey: .attempt),
                result: try values.decode(AttemptResult.self, forKey: .result),
                report: AttemptReport(
                    stage: try values.decode(Stage.self, forKey: .stage),
                    startedAt: try values.decode(Timestamp.self, forKey: .startedAt),
                    duration: try values.decodeIfPresent(Int64.self, forKey: .durationMs).map { Milliseconds($0) },
                    httpStatus: try values.decodeIfPresent(Int.self, forKey: .httpStatus),
                    requests: try values.decode(Int.self, forKey: .requests),
                    answer: try values.decodeIfPresent(String.self, forKey: .answer)
                ),
                error: error
            )
        }
    }
}
