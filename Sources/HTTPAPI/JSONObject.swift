import HTTPTypes
import Hummingbird
import NIOCore

/// The one JSON object that an answer is, its members in the order in which they are added (RFC 8259).
///
/// Written straight into the bytes that go out: encoding an `Encodable` costs more than storing the job does.
struct JSONObject {
    private var bytes = [UInt8(ascii: "{")]

    init() {
        bytes.reserveCapacity(512)
    }

    mutating func add(_ name: StaticString, _ number: some BinaryInteger) {
        begin(name)
        bytes.append(contentsOf: String(number).utf8)
    }

    /// A member without a value is left out.
    mutating func add(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        begin(name)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte.mustBeEscaped { appendEscaped(byte) } else { bytes.append(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func add(_ name: StaticString, _ flag: Bool) {
        begin(name)
        bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    }

    mutating func add(_ name: StaticString, _ object: JSONObject) {
        begin(name)
        bytes.append(contentsOf: object.data)
    }

    mutating func add(_ name: StaticString, _ objects: [JSONObject]) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (place, object) in objects.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: object.data)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// The whole object, in UTF-8.
    var data: [UInt8] {
        bytes + [UInt8(ascii: "}")]
    }

    func response(_ status: HTTPResponse.Status, contentType: String = "application/json") -> Response {
        Response(
            status: status, headers: [.contentType: contentType], body: ResponseBody(byteBuffer: buffer())
        )
    }

    func buffer() -> ByteBuffer {
        ByteBuffer(bytes: data)
    }

    private mutating func begin(_ name: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        let digits = String(byte, radix: 16)
        bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
    }
}

extension UInt8 {
    /// Quotation mark, backslash and the control characters (RFC 8259, section 7).
    fileprivate var mustBeEscaped: Bool {
        self < 0x20 || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\")
    }
}
