using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Management;

/// <summary>T43, T44: whatever the host's own code does, every call is answered with a body, and what revokes access works.</summary>
public sealed class BrokenHostTests
{
    private const string Integration = "integration@acme";

    public static TheoryData<string> Faults => ["throws", "hangs", "blocks", "returns null"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_T44_A_user_is_disabled_and_the_tokens_are_dead_while_the_directory(string fault)
    {
        using var broken = new Fault();
        await using var site = await StartAsync(broken);
        var client = await site.NewApiClientAsync();
        broken.Kind = fault;

        var disabled = await client.Admin.PutAsync($"users/{Integration}", """{"isEnabled":false}""");

        Assert.Equal(HttpStatusCode.OK, disabled.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.CallAsync()).Status);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_A_user_is_not_designated_and_the_answer_says_why_while_the_directory(string fault)
    {
        using var broken = new Fault();
        await using var site = await StartAsync(broken);
        var admin = await site.SignInAsync();
        broken.Kind = fault;

        var answer = await admin.PutAsync($"users/{Integration}", """{"isApiUser":true}""");

        // A directory that returns no user reports that the user does not exist.
        Assert.Equal(fault is "returns null" ? HttpStatusCode.NotFound : HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        if (fault is not "returns null")
        {
            Assert.Equal("hostCallbackFailed", answer.Reason);
            Assert.Contains("IUserDirectory.FindAsync", answer.Body, StringComparison.Ordinal);
            Assert.Single(site.Log.Lines, line => line.EventId == 205);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_Users_are_listed_by_their_ids_while_the_directory(string fault)
    {
        using var broken = new Fault();
        await using var site = await StartAsync(broken);
        var client = await site.NewApiClientAsync();
        broken.Kind = fault;

        var list = await client.Admin.GetAsync("users");

        Assert.Equal(HttpStatusCode.OK, list.Status);
        Assert.Equal(
            $$"""{"id":"{{Integration}}","displayName":"{{Integration}}","isActive":false,"isApiUser":true,"isEnabled":true}""",
            Assert.Single(list.Json.GetProperty("users").EnumerateArray()).GetRawText());
        Assert.Contains("IUserDirectory.FindManyAsync", list.Json.GetProperty("directoryProblem").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_API_Users_are_searched_by_their_ids_while_the_directory(string fault)
    {
        using var broken = new Fault();
        await using var site = await StartAsync(broken);
        var client = await site.NewApiClientAsync();
        broken.Kind = fault;

        var found = await client.Admin.GetAsync("users?assignable=true&search=INTEGRATION");
        var notFound = await client.Admin.GetAsync("users?assignable=true&search=olivia");

        Assert.Equal(
            $$"""{"id":"{{Integration}}","displayName":"{{Integration}}","isActive":false,"isApiUser":true,"isEnabled":true}""",
            Assert.Single(found.Json.GetProperty("users").EnumerateArray()).GetRawText());
        Assert.NotEmpty(found.Json.GetProperty("directoryProblem").GetString()!);
        Assert.Empty(notFound.Json.GetProperty("users").EnumerateArray());
    }

    [Fact]
    public async Task T44_A_user_whom_the_directory_lacks_is_listed_and_disabled()
    {
        using var broken = new Fault();
        await using var site = await StartAsync(broken);
        var client = await site.NewApiClientAsync();
        broken.Kind = "forgets";

        var listed = (await client.Admin.GetAsync("users")).Json.GetProperty("users").EnumerateArray().ToList();
        var disabled = await client.Admin.PutAsync($"users/{Integration}", """{"isEnabled":false}""");

        Assert.Equal(
            $$"""{"id":"{{Integration}}","displayName":"{{Integration}}","isActive":false,"isApiUser":true,"isEnabled":true,"isInDirectory":false}""",
            Assert.Single(listed).GetRawText());
        Assert.Equal(HttpStatusCode.OK, disabled.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.CallAsync()).Status);
    }

    [Theory]
    [InlineData("""{"isApiUser":true}""")]
    [InlineData("""{"isEnabled":false}""")]
    public async Task T43_A_directory_that_ignores_case_finds_nobody_of_another_id(string body)
    {
        using var broken = new Fault();
        await using var site = await StartAsync(broken);
        var client = await site.NewApiClientAsync();
        broken.Kind = "ignores case";

        var answer = await client.Admin.PutAsync("users/Integration@acme", body);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("userNotFound", answer.Reason);
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_Every_call_is_answered_while_the_actor_mapping(string fault)
    {
        using var broken = new Fault();
        await using var site = await StartAsync(new Fault(), ofActor: broken);
        var admin = await site.SignInAsync();
        broken.Kind = fault;

        var answer = await admin.GetAsync("tokens");

        // A mapping that returns no actor means that the user has no access.
        Assert.Equal(fault is "returns null" ? HttpStatusCode.Forbidden : HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.NotEmpty(answer.Json.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task T43_A_principal_whose_name_is_not_an_id_is_nobody()
    {
        await using var site = await TestSite.StartAsync(configure: builder => builder.Services.AddApiAccess().UseCurrentUser(
            principal => new() { AccountId = AccountId.Parse("acme"), UserId = UserId.Parse(principal.Identity!.Name), IsSuperAdmin = true }));

        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.SignInAsync("Olivia Ordinary")).GetAsync("tokens")).Status);
    }

    [Fact]
    public async Task T43_An_actor_without_ids_is_refused_with_the_callbacks_name()
    {
        await using var site = await TestSite.StartAsync(configure: builder => builder.Services.AddApiAccess().UseCurrentUser(
            _ => new() { AccountId = default, UserId = default, IsSuperAdmin = true }));

        var answer = await (await site.SignInAsync()).GetAsync("tokens");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("UseCurrentUser mapping", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_No_API_key_is_created_and_tokens_are_still_revoked_while_the_protector(string fault)
    {
        using var broken = new Fault();
        await using var site = await StartAsync(new Fault(), ofProtector: broken);
        var admin = await site.SignInAsync();
        await admin.DesignateAsync(Integration);
        var token = (await admin.CreateTokenAsync(Integration)).Json.GetProperty("id").GetString();
        broken.Kind = fault;

        var created = await admin.PostAsync("api-key");
        var deactivated = await admin.PostAsync($"tokens/{token}/deactivate");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, created.Status);
        Assert.Contains("ISecretProtector.Protect", created.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("api-key")).Status);
        Assert.Equal(HttpStatusCode.OK, deactivated.Status);
    }

    [Fact]
    public async Task R27_T59_A_Super_Admin_cannot_designate_or_disable_themself_and_is_referred_to_another()
    {
        await using var site = await TestSite.StartAsync();
        var admin = await site.SignInAsync();

        foreach (var body in (string[])["""{"isApiUser":true}""", """{"isEnabled":false}"""])
        {
            var answer = await admin.PutAsync("users/admin@acme", body);

            Assert.Equal(HttpStatusCode.Conflict, answer.Status);
            Assert.Equal("actorIsUser", answer.Reason);
            Assert.Contains("Ask another Super Admin", answer.Body, StringComparison.Ordinal);
        }
    }

    private static Task<TestSite> StartAsync(Fault ofDirectory, Fault? ofActor = null, Fault? ofProtector = null) => TestSite.StartAsync(
        options: options => options.HostCallbackTimeout = TimeSpan.FromMilliseconds(500),
        configure: builder =>
        {
            var access = builder.Services.AddApiAccess();
            builder.Services.AddSingleton(ofDirectory);
            access.UseUserDirectory<FaultyDirectory>();
            if (ofActor is not null)
            {
                access.UseCurrentUser((principal, _, _) => ofActor.RunAsync<CurrentUser?>(() => TestUsers.Current(principal), null));
            }

            if (ofProtector is not null)
            {
                builder.Services.AddSingleton(new FaultyProtector.Of(ofProtector));
                access.UseSecretProtector<FaultyProtector>();
            }
        });

    /// <summary>What a host's callback does instead of returning a result, once a test enables it.</summary>
    private sealed class Fault : IDisposable
    {
        private readonly ManualResetEventSlim _end = new();

        public string? Kind { get; set; }

        public ValueTask<T> RunAsync<T>(Func<T> answer, T nothing)
        {
            switch (Kind)
            {
                case "throws":
                    throw new JsonException("The host is broken.");
                case "hangs":
                    return new(new TaskCompletionSource<T>().Task);
                case "blocks":
                    _end.Wait();
                    return new(nothing);
                case "returns null":
                    return new(nothing);
                default:
                    return new(answer());
            }
        }

        public void Dispose() => _end.Set();
    }

    private sealed class FaultyDirectory(Fault fault) : IUserDirectory
    {
        private readonly TestUsers _users = new();

        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) => fault.Kind switch
        {
            "ignores case" => _users.FindAsync(accountId, UserId.Parse(userId.Value.ToLowerInvariant()), cancellationToken),
            "forgets" => new((DirectoryUser?)null),
            _ => fault.RunAsync(() => _users.FindAsync(accountId, userId, cancellationToken).AsTask().Result, null),
        };

        public ValueTask<IReadOnlyList<DirectoryUser>> FindManyAsync(
            AccountId accountId, IReadOnlyCollection<UserId> userIds, CancellationToken cancellationToken) => fault.Kind is "forgets"
            ? new([])
            : fault.RunAsync(() => ((IUserDirectory)_users).FindManyAsync(accountId, userIds, cancellationToken).AsTask().Result, null!);

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            fault.RunAsync(() => _users.SearchAsync(accountId, search, cancellationToken).AsTask().Result, null!);
    }

    private sealed class FaultyProtector(FaultyProtector.Of of) : ISecretProtector
    {
        public string Protect(Credential credential, SecretPurpose purpose) =>
            of.Fault.RunAsync(() => "protected", null!).AsTask().GetAwaiter().GetResult();

        public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential)
        {
            credential = null;
            return false;
        }

        public sealed record Of(Fault Fault);
    }
}
