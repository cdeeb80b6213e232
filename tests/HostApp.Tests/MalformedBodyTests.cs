using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HostApp.Tests;

/// <summary>Bodies that cannot be read, at every endpoint of the sample that reads one (T52).</summary>
[Collection(SharedHostCollection.Name)]
public sealed class MalformedBodyTests(SharedHost shared)
{
    private const string Admin = "admin@acme.example";

    private readonly SampleHost _host = shared.Host;

    [Theory]
    [InlineData("application/json; charset=nope", "{}", 400)]
    [InlineData("application/json; charset=utf-7", "{}", 400)]
    [InlineData("application/json; charset=utf-16", "{}", 400)]
    [InlineData("application/json", "", 400)]
    [InlineData("application/json", "null", 400)]
    [InlineData("application/json", "{", 400)]
    [InlineData("application/json", "{}{}", 400)]
    [InlineData("application/json", "{\"userName\":\"\\ud800\",\"data\":\"\\ud800\"}", 400)]
    [InlineData("application/json", "{\"userName\":1,\"data\":[{\"Company\":\"\\ud800\"}]}", 400)]
    [InlineData("application/json", "{\"userName\":1,\"data\":[{\"\\ud800\":1}]}", 400)]
    [InlineData("application/json", "{\"userName\":1,\"data\":[{\"Company\":\"A\",\"Status\":\"\\ud800\"}]}", 400)]
    [InlineData("text/plain", "{}", 415)]
    public async Task T52_What_cannot_be_read_is_refused_with_problem_details_and_is_not_an_error_of_the_server(string contentType, string body, int status)
    {
        foreach (var path in new[] { "session", "openapi/views/11/records" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            request.Headers.Add("user_key", shared.Key);
            request.Headers.Authorization = new("Bearer", shared.Token.Secret);

            using var response = await _host.Client.SendAsync(request);

            Assert.Equal((HttpStatusCode)status, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        IsNotLogged();
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task T52_A_body_with_a_byte_order_mark_is_read(string charset)
    {
        var encoding = Encoding.GetEncoding(charset);
        var json = $$"""{"userName":"{{Admin}}","password":"{{_host.Password}}"}""";
        using var content = new ByteArrayContent([.. encoding.Preamble, .. encoding.GetBytes(json)]);
        content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");

        using var response = await _host.Client.PostAsync(new Uri("session", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Theory]
    [InlineData("ffffffffffffffff\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("80000000\r\n{}\r\n0\r\n\r\n", 400)]
    public async Task T52_Malformed_chunks_are_refused_and_are_not_an_error_of_the_server(string chunks, int status)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(_host.Url.Host, _host.Url.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"));
        using var reader = new StreamReader(stream);

        Assert.StartsWith($"HTTP/1.1 {status} ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        IsNotLogged();
    }

    private void IsNotLogged()
    {
        Assert.DoesNotContain("fail:", _host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _host.Output, StringComparison.Ordinal);
    }
}
