import Jobs
import Outbound

/// Looks at one thing after another, each for itself: what is wrong with one keeps it from no other.
struct Doctor {
    var settings: Settings
    var http: OutboundClient
    var resolve: HostResolver = systemResolver
    var now: WallClock = Timestamp.now
    /// How long a daemon, or GitHub, may take to answer.
    var answerLimit = Duration.seconds(10)

    typealias Examination = () async -> [Finding]

    var examinations: [Examination] {
        [
            { configuration() }, { database() }, { disk() }, { queue() }, daemon, github, destination,
            { descriptors() },
            operatorsTool,
            unit,
        ]
    }

    static func unusable(configuration failure: Failure) -> Finding {
        .problem(
            "configuration", failure.line.replacing("\nhookme: ", with: "; "),
            remedy: "put it right and look again: it says where all else is (hookme config shows every key)")
    }

    /// That it can be used is known already.
    func configuration() -> [Finding] {
        var findings = [Finding.ok("configuration", "every value can be used (hookme config shows them)")]
        if settings.webhookSecrets.isEmpty {
            findings.append(
                .warning(
                    "signatures", "WEBHOOK_SECRET is empty: receivers cannot tell our deliveries from forged ones",
                    remedy: "set it to whsec_ and the output of: openssl rand -base64 32"
                )
            )
        }
        return findings
    }
}
