using System.Diagnostics;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;
using TrackVia.ApiAccess.Tests.Validation;

namespace TrackVia.ApiAccess.Tests.Diagnostics;

/// <summary>The traces, and that neither they nor the metrics contain a secret.</summary>
public sealed class TracesTests
{
    [Fact]
    public async Task A_validation_that_asks_the_store_leaves_a_trace()
    {
        var fleet = await Fleet.StartAsync();
        using var traces = new Traces();

        await fleet.ValidateAsync();
        await fleet.Here.ValidateAsync(fleet.Key, Credential.Generate(CredentialKind.AuthToken));

        Assert.Equal(["apiaccess.validate", "apiaccess.validate"], traces.All.Select(activity => activity.OperationName));
        Assert.Equal(["valid", "refused"], traces.All.Select(activity => activity.GetTagItem("apiaccess.validation.outcome")));
        Assert.Equal([fleet.Token.Token.Id.ToString(), null], traces.All.Select(activity => activity.GetTagItem("apiaccess.token.id")));
        Assert.Equal([null, "unknown_token"], traces.All.Select(activity => activity.GetTagItem("apiaccess.validation.refusal")));
        Assert.All(traces.All, activity => Assert.Equal(ActivityStatusCode.Unset, activity.Status));
    }

    [Fact]
    public async Task A_validation_from_memory_leaves_none()
    {
        var fleet = await Fleet.StartWarmAsync();
        using var traces = new Traces();

        await fleet.ValidateAsync();

        Assert.Empty(traces.All);
    }

    [Fact]
    public async Task A_change_leaves_a_trace_of_its_kind_or_of_why_it_was_refused()
    {
        var acme = new Acme();
        using var traces = new Traces();

        await acme.OpenAsync();
        await acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin);

        Assert.Equal(
            ["user_access_changed", "api_key_created", null], traces.All.Select(activity => activity.GetTagItem("apiaccess.change.kind")));
        Assert.Equal([null, null, "ApiKeyExists"], traces.All.Select(activity => activity.GetTagItem("apiaccess.change.refusal")));
        Assert.All(traces.All, activity => Assert.Equal(("apiaccess.change", "acme"), (activity.OperationName, activity.GetTagItem("apiaccess.account.id"))));
    }

    [Fact]
    public async Task T31_What_the_store_does_not_answer_is_an_error()
    {
        var store = new BreakingStore();
        var acme = new Acme(store);
        var key = await acme.OpenAsync();
        var issued = await acme.CreateTokenAsync();
        using var traces = new Traces();
        store.ReadFault = new StoreUnavailableException();

        await acme.ValidateAsync(key, issued.Secret);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => acme.CreateTokenAsync());

        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Error], traces.All.Select(activity => activity.Status));
    }

    [Fact]
    public async Task T38_No_secret_is_in_metrics_or_traces()
    {
        var store = new BreakingStore();
        var acme = new Acme(store);
        using var measured = new Measurements(acme.Instruments);
        using var traces = new Traces();
        var key = await acme.OpenAsync();
        var issued = await acme.CreateTokenAsync();
        var unknown = Credential.Generate(CredentialKind.AuthToken);
        await acme.ValidateAsync(key, issued.Secret);
        await acme.ValidateAsync(key, issued.Secret);
        await acme.ValidateAsync(key, unknown);
        await acme.ValidateAsync(issued.Secret, key);
        store.ReadFault = new StoreUnavailableException($"The store says {key.Reveal()}.");
        await acme.ValidateAsync(key, unknown);
        measured.Observe();

        var everything = measured.Texts.Concat(traces.Texts).ToList();

        Assert.Contains(everything, text => text.Contains(issued.Token.Id.ToString(), StringComparison.Ordinal)); // Proves that the search covered this token.
        Assert.All(
            new[] { key, issued.Secret, unknown },
            secret => Assert.DoesNotContain(everything, text => text.Contains(secret.Reveal().Substring(4, 12), StringComparison.Ordinal)));
    }
}
