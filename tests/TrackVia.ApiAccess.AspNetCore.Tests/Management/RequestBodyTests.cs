using System.Net;
using System.Text;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

public class RequestBodyTests
{
    [Theory]
    [InlineData("accountId", "\"globex\"")]
    [InlineData("state", "\"active\"")]
    [InlineData("createdBy", "\"olivia@acme\"")]
    [InlineData("secret", "\"tvt_\"")]
    [InlineData("Name", "\"N\"")]
    public async Task T10_An_unknown_member_is_400_and_named(string member, string value)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();
        await admin.DesignateAsync("integration@acme");

        var answer = await admin.PostAsync(
            "tokens", $$"""{"name":"N","expiresOn":"2027-01-31","userId":"integration@acme","{{member}}":{{value}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal([member], answer.Fields);
        Assert.Contains("name, expiresOn (yyyy-MM-dd) and userId", answer.Error(member), StringComparison.Ordinal);
        Assert.Empty((await admin.GetAsync("tokens")).Json.GetProperty("tokens").EnumerateArray());
    }

    [Theory]
    [InlineData("POST", "api-key", """{"accountId":"globex"}""", "accountId")]
    [InlineData("PUT", "users/olivia@acme", """{"isApiUser":true,"accountId":"globex"}""", "accountId")]
    [InlineData("PUT", "users/olivia@acme", """{"isApiUser":"yes"}""", "isApiUser")]
    [InlineData("PUT", "users/olivia@acme", """{"isApiUser":true,"isApiUser":false}""", "isApiUser")]
    [InlineData("POST", "tokens", """{"name":1}""", "name")]
    [InlineData("POST", "tokens", """{"name":{"a":[]}}""", "name")]
    [InlineData("POST", "tokens", """{"name":"\ud800"}""", "name")]
    [InlineData("POST", "tokens", "null", "body")]
    [InlineData("POST", "tokens", "[]", "body")]
    [InlineData("POST", "tokens", "{", "body")]
    [InlineData("POST", "tokens", "", "body")]
    public async Task T10_A_body_of_another_shape_is_400(string method, string path, string json, string field)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();

        var answer = await admin.SendAsync(new HttpMethod(method), path, new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal([field], answer.Fields);
        Assert.Empty((await admin.GetAsync("history")).Json.GetProperty("entries").EnumerateArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_64_KiB_is_413(bool tellsItsLength)
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(64 * 1024)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync((64 * 1024) + 1)).Status);

        Task<Answer> SendAsync(int length)
        {
            var content = new StringContent(("{" + new string(' ', length)).Substring(0, length), Encoding.UTF8, "application/json");
            return admin.SendAsync(HttpMethod.Post, "tokens", tellsItsLength ? content : new Chunked(content));
        }
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_415()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();

        var answer = await admin.SendAsync(HttpMethod.Post, "tokens", new StringContent("name=N", Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
    }

    /// <summary>Content that does not know its length, and so is sent in chunks.</summary>
    private sealed class Chunked : HttpContent
    {
        private readonly HttpContent _content;

        public Chunked(HttpContent content)
        {
            _content = content;
            Headers.ContentType = content.Headers.ContentType;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _content.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
