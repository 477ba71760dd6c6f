import GRDB

/// The schema's steps, in order: the files of `migrations/`, compiled into the binary.
///
/// Each file ends by setting `user_version` to its number. Once shipped, a file is never edited.
enum Migrations {
    struct Step: Sendable {
        /// The file's name.
        let name: String
        let sql: String
    }

    static let steps = [
        Step(name: "0001_initial.sql", sql: String(decoding: PackageResources._001_initial_sql, as: UTF8.self)),
        Step(name: "0002_collection.sql", sql: String(decoding: PackageResources._002_collection_sql, as: UTF8.self)),
        Step(
            name: "0003_destinations.sql", sql: String(decoding: PackageResources._003_destinations_sql, as: UTF8.self)),
        Step(name: "0004_retention.sql", sql: String(decoding: PackageResources._004_retention_sql, as: UTF8.self)),
        Step(name: "0005_answers.sql", sql: String(decoding: PackageResources._005_answers_sql, as: UTF8.self)),
        Step(name: "0006_enqueue.sql", sql: String(decoding: PackageResources._006_enqueue_sql, as: UTF8.self)),
        Step(name: "0007_listing.sql", sql: String(decoding: PackageResources._007_listing_sql, as: UTF8.self)),
        Step(
            name: "0008_failing_jobs.sql", sql: String(decoding: PackageResources._008_failing_jobs_sql, as: UTF8.self)),
        Step(name: "0009_history.sql", sql: String(decoding: PackageResources._009_history_sql, as: UTF8.self)),
        Step(name: "0010_finished.sql", sql: String(decoding: PackageResources._010_finished_sql, as: UTF8.self)),
        Step(name: "0011_held.sql", sql: String(decoding: PackageResources._011_held_sql, as: UTF8.self)),
        Step(name: "0012_forget.sql", sql: String(decoding: PackageResources._012_forget_sql, as: UTF8.self)),
    ]

    /// "hook", big-endian, at byte 68 of the file (sqlite.org/fileformat.html, section 1.3.17).
    static let applicationID = 0x686f_6f6b

    static var version: Int { steps.count }

    /// Brings the database from whichever version it has to the newest, in one transaction: all steps or none.
    static func run(_ steps: [Step] = steps, on db: Database) throws {
        try db.inTransaction(.immediate) {
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            for step in steps.dropFirst(version) {
                try db.execute(sql: step.sql)
            }
            return .commit
        }
    }
}
