import Foundation

/// A JSON object of a recording, which remembers its file so that an error can name it.
struct RecordedObject {
    private let file: String
    private let members: [String: Any]

    init(file: String) throws(LoopbackError) {
        let json: Any
        do {
            json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
        } catch {
            throw .badRecording(file: file, reason: error.localizedDescription)
        }
        guard let members = json as? [String: Any] else { throw .badRecording(file: file, reason: "not an object") }
        self.init(file: file, members: members)
    }

    private init(file: String, members: [String: Any]) {
        self.file = file
        self.members = members
    }

    func failure(_ reason: String) -> LoopbackError {
        .badRecording(file: file, reason: reason)
    }

    /// A member of the type that the caller expects.
    func value<Value>(_ name: String, as type: Value.Type = Value.self) throws(LoopbackError) -> Value {
        guard let value = members[name] as? Value else {
            throw failure("\(name) is missing, or no \(Value.self)")
        }
        return value
    }

    /// A member that may be missing, null or of another type.
    func optional<Value>(_ name: String, as type: Value.Type = Value.self) -> Value? {
        members[name] as? Value
    }

    /// A member that may be missing or null, as an object.
    func object(_ name: String) -> RecordedObject? {
        optional(name, as: [String: Any].self).map { RecordedObject(file: file, members: $0) }
    }

    /// A member that is a list of objects.
    func objects(_ name: String) throws(LoopbackError) -> [RecordedObject] {
        try value(name, as: [[String: Any]].self).map { RecordedObject(file: file, members: $0) }
    }

    /// All members, each an object, by name.
    func objects() throws(LoopbackError) -> [(name: String, object: RecordedObject)] {
        try members.keys.sorted().map { name throws(LoopbackError) in
            (name, RecordedObject(file: file, members: try value(name)))
        }
    }

    /// The same object again, as text: equal to the recorded one but for white space and the order of members.
    func text() throws(LoopbackError) -> String {
        do {
            let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
            let data = try JSONSerialization.data(withJSONObject: members, options: options)
            return String(decoding: data, as: UTF8.self)
        } catch {
            throw .badRecording(file: file, reason: error.localizedDescription)
        }
    }
}
