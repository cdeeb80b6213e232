using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore.Management.Filters;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

/// <summary>Bodies in other encodings, and bytes that no HTTP client would send (T52).</summary>
public class MalformedBodyTests
{
    private const string NewToken = """{"name":"Näme","expiresOn":"2027-01-31","userId":"integration@acme"}""";

    public static TheoryData<string, string> Encodings => new()
    {
        { "application/json", "utf-8" },
        { "application/json; charset=utf-8", "utf-8" },
        { "application/json; charset=\"UTF-8\"", "utf-8" },
        { "application/json; charset=utf-16", "utf-16" },
        { "application/json; charset=utf-16BE", "utf-16BE" },
        { "application/json; charset=utf-32", "utf-32" },
        { "application/json; charset=iso-8859-1", "iso-8859-1" },
        { "application/vnd.acme+json", "utf-8" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task T52_A_body_in_its_charset_is_read_with_and_without_a_byte_order_mark(string contentType, string charset)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        await admin.DesignateAsync("integration@acme");
        var encoding = Encoding.GetEncoding(charset);

        foreach (var body in new[] { encoding.GetBytes(NewToken), [.. encoding.Preamble, .. encoding.GetBytes(NewToken)] })
        {
            var answer = await PostAsync(admin, contentType, body);

            Assert.Equal(HttpStatusCode.Created, answer.Status);
            Assert.Equal("Näme", answer.Json.GetProperty("name").GetString());
        }
    }

    [Theory]
    [InlineData("application/json; charset=nope", HttpStatusCode.BadRequest)]
    [InlineData("application/json; charset=utf-7", HttpStatusCode.BadRequest)]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.BadRequest)]
    [InlineData("application/json; charset=\"\"", HttpStatusCode.Created)]
    [InlineData("application/json;;", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/jsonx", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("nonsense", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.UnsupportedMediaType)]
    public async Task T52_A_content_type_that_does_not_describe_the_body_is_refused(string? contentType, HttpStatusCode status)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        await admin.DesignateAsync("integration@acme");

        IsAnswered(site, await PostAsync(admin, contentType, Encoding.UTF8.GetBytes(NewToken)), status);
    }

    public static TheoryData<byte[]> Malformed => [.. new[]
    {
        NewToken + "{}",
        NewToken + "\0",
        "\0",
        "{\"name\":\"a\0b\"}",
        "{\"name\":\"\\ud800\"}",
        "{\"\\ud800\":1}",
        "{\"name\":\"a\",\"name\":\"b\"}",
        new string('[', 1000),
        "{\"name\":" + new string('[', 1000) + new string(']', 1000) + "}",
        "\"text\"",
        "1e999999",
    }.Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE],
        [0xEF, 0xBB, 0xBF],
        [.. "{\"name\":\""u8, 0xC0, 0x80, .. "\"}"u8],
        [.. "{\"name\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8],
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task T52_A_body_that_is_not_a_JSON_object_of_the_call_is_400(byte[] body)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();

        IsAnswered(site, await PostAsync(admin, "application/json", body), HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked", "-1\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked", "2\r\n{}0\r\n\r\n", 400)]
    [InlineData("Transfer-Encoding: gzip", "{}", 400)]
    [InlineData("Content-Length: -1", "{}", 400)]
    [InlineData("Content-Length: 99999999999999999999", "{}", 400)]
    [InlineData("Content-Length: 2\r\nContent-Length: 3", "{}", 400)]
    [InlineData("Content-Length: 2\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked", "80000000\r\n{}\r\n0\r\n\r\n", 400)]
    public async Task T52_Malformed_framing_is_refused_by_the_call_or_the_server(string framing, string body, int status)
    {
        await using var site = await TestSite.StartAsync();

        var answer = await SendAsync(site, framing, body, isWhole: true);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        IsNotLogged(site);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "2\r\n{")]
    [InlineData("Transfer-Encoding: chunked", "")]
    [InlineData("Content-Length: 10", "{}")]
    public async Task T52_A_client_that_leaves_in_the_middle_of_a_body_is_not_an_error_of_the_server(string framing, string body)
    {
        var end = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(map: app =>
        {
            app.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (Exception exception)
                {
                    end.TrySetException(exception);
                    throw;
                }
                finally
                {
                    _ = HttpMethods.IsPost(context.Request.Method) && end.TrySetResult();
                }
            });
            app.MapApiAccess(TestSite.Mount).RequireAuthorization(TestSite.SuperAdmins);
        });

        await SendAsync(site, framing, body, isWhole: false);

        await end.Task.WaitAsync(TimeSpan.FromMinutes(1));
        IsNotLogged(site);
    }

    private static Task<Answer> PostAsync(ConsoleUser admin, string? contentType, byte[] body)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return admin.SendAsync(HttpMethod.Post, "tokens", content);
    }

    private static void IsAnswered(TestSite site, Answer answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.Status);
        // By its description, the framework's routing refuses another media type before the call, without a body.
        Assert.Equal(status is HttpStatusCode.BadRequest ? "application/problem+json" : status is HttpStatusCode.Created ? "application/json" : answer.ContentType, answer.ContentType);
        IsNotLogged(site);
    }

    private static void IsNotLogged(TestSite site)
    {
        var complaints = site.Log.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text).ToList();
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    private static async Task<(string Cookie, string Token)> AntiforgeryAsync(TestSite site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{TestSite.Mount}/antiforgery");
        request.Headers.Add(TestSignIn.Header, "admin@acme");
        var answer = await site.SendAsync(request);
        return (answer.Header("Set-Cookie").Split(';')[0], answer.Json.GetProperty("token").GetString()!);
    }

    /// <summary>Sends the bytes of a call, and reads what comes back until the server closes the connection.</summary>
    private static async Task<string> SendAsync(TestSite site, string framing, string body, bool isWhole)
    {
        var (cookie, token) = await AntiforgeryAsync(site);
        var head = $"""
            POST {TestSite.Mount}/tokens HTTP/1.1
            Host: localhost
            Connection: close
            {TestSignIn.Header}: admin@acme
            Cookie: {cookie}
            {AntiforgeryGuard.HeaderName}: {token}
            Content-Type: application/json
            {framing}


            """.ReplaceLineEndings("\r\n");
        using var connection = new TcpClient();
        await connection.ConnectAsync(site.Address.Host, site.Address.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head + body));
        if (!isWhole)
        {
            connection.Client.Shutdown(SocketShutdown.Send);
        }

        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync();
        }
        catch (IOException) when (!isWhole)
        {
            // The server may reset the connection of a client that left.
            return "";
        }
    }
}
