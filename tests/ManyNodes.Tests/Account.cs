using HostApp.Tests;

namespace ManyNodes.Tests;

/// <summary>An account whose auth tokens all belong to one API User, so that disabling that user revokes all of them.</summary>
internal sealed class Account(string name)
{
    private readonly List<NewToken> _tokens = [];

    public string Admin { get; } = $"admin@{name}.example";

    public string ApiUser { get; } = $"integration@{name}.example";

    public string ApiKey { get; private set; } = "";

    public IReadOnlyList<NewToken> Tokens => _tokens;

    public async Task OpenAsync(ConsoleSession admin, int tokens)
    {
        await admin.DesignateAsync(ApiUser);
        ApiKey = await admin.CreateApiKeyAsync();
        for (var i = 0; i < tokens; i++)
        {
            _tokens.Add(await admin.CreateTokenAsync(ApiUser, $"Import {i}"));
        }
    }
}
