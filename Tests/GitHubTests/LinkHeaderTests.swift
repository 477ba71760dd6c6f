import Testing

@testable import GitHub

struct LinkHeaderTests {
    @Test(arguments: [
        (#"<https://a.example/?page=2>; rel="next""#, "https://a.example/?page=2"),
        (
            #"<https://a.example/?page=2>; rel="next", <https://a.example/?page=9>; rel="last""#,
            "https://a.example/?page=2"
        ),
        (
            #"<https://a.example/?page=1>; rel="prev", <https://a.example/?page=3>; rel="next""#,
            "https://a.example/?page=3"
        ),
        (#"</x?a=1,2;3>; rel="next""#, "/x?a=1,2;3"),
        (#"</x>; rel=next"#, "/x"),
        (#"</x>; REL="NEXT""#, "/x"),
        (#"</x>; rel = "last next""#, "/x"),
        (#"</x>;title="a, b";rel="next""#, "/x"),
        (#"</x>; title="</y>; rel=\"next\"", </z>; rel="next""#, "/z"),
        (#"</x>; rel="prev""#, nil),
        (#"</x>; rel="nextish""#, nil),
        (#"</x>"#, nil),
        (#"</x"#, nil),
        ("nonsense", nil),
        ("", nil),
    ])
    func `the next page is the link of that relation`(value: String, next: String?) {
        #expect(LinkHeader(value).next == next)
    }
}
