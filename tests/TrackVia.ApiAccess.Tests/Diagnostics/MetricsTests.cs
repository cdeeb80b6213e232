using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.Diagnostics;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;
using TrackVia.ApiAccess.Tests.Validation;

namespace TrackVia.ApiAccess.Tests.Diagnostics;

/// <summary>The metrics of validations, the feed and changes.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Validations_are_counted_by_outcome_reason_and_source_of_the_decision()
    {
        var fleet = await Fleet.StartWarmAsync();
        using var measured = new Measurements(fleet.Here.Instruments);

        await fleet.ValidateAsync();
        await fleet.Here.Validator.ValidateAsync(fleet.Key.Reveal(), "tvt_x");
        await fleet.Here.Validator.ValidateAsync("tvk_x", null);
        await fleet.Here.ValidateAsync(fleet.Key, Credential.Generate(CredentialKind.AuthToken));
        await fleet.Here.ValidateAsync(Credential.Generate(CredentialKind.ApiKey), fleet.Token.Secret);

        string[] expected =
        [
            "validation.outcome=valid validation.source=snapshot",
            "validation.outcome=refused validation.source=shape validation.refusal=malformed_token",
            "validation.outcome=refused validation.source=shape validation.refusal=malformed_api_key",
            "validation.outcome=refused validation.source=store validation.refusal=unknown_token",
            "validation.outcome=refused validation.source=store validation.refusal=unknown_api_key",
        ];
        Assert.Equal(expected, measured.TagsOf("apiaccess.validations"));
        Assert.Equal(expected, measured.TagsOf("apiaccess.validation.duration"));
        Assert.Equal("{validation}", measured.UnitOf("apiaccess.validations"));
        Assert.Equal("s", measured.UnitOf("apiaccess.validation.duration"));
    }

    [Fact]
    public async Task R25_A_store_that_does_not_answer_is_counted_as_unavailable()
    {
        var store = new BreakingStore();
        var acme = new Acme(store);
        var key = await acme.OpenAsync();
        var issued = await acme.CreateTokenAsync();
        using var measured = new Measurements(acme.Instruments);
        store.ReadFault = new StoreUnavailableException();

        await acme.ValidateAsync(key, issued.Secret);

        Assert.Equal(["validation.outcome=unavailable validation.source=store"], measured.TagsOf("apiaccess.validations"));
    }

    [Fact]
    public async Task The_age_of_the_feed_grows_until_it_is_read_again()
    {
        var fleet = await Fleet.StartAsync();
        using var measured = new Measurements(fleet.Here.Instruments);
        measured.Observe();
        fleet.Observed.LoseNotifications();
        await fleet.ValidateAsync();

        measured.Observe();
        fleet.Here.Time.Advance(TimeSpan.FromMilliseconds(700));
        measured.Observe();

        Assert.Equal([0, 0.7], measured.ValuesOf("apiaccess.feed.age"));
    }

    [Fact]
    public async Task Commits_are_counted_by_the_kind_of_change_conflicts_too()
    {
        var store = new BreakingStore();
        var acme = new Acme(store, time: new ImpatientTimeProvider());
        using var measured = new Measurements(acme.Instruments);

        await acme.OpenAsync();
        store.BreakNext(Break.Conflict);
        await acme.CreateTokenAsync();

        Assert.Equal(
            [
                "change.kind=user_access_changed commit.outcome=committed",
                "change.kind=api_key_created commit.outcome=committed",
                "change.kind=auth_token_created commit.outcome=conflict",
                "change.kind=auth_token_created commit.outcome=committed",
            ],
            measured.TagsOf("apiaccess.commits"));
    }

    [Fact]
    public async Task A_validation_from_memory_allocates_nothing_while_it_is_measured()
    {
        var fleet = await Fleet.StartWarmAsync();
        using var listener = new MeterListener();
        var count = 0L;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == fleet.Here.Instruments.Meter)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => count += value);
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => count++);
        listener.Start();
        var (key, token) = (fleet.Key.Reveal(), fleet.Token.Secret.Reveal());
        await fleet.Here.Validator.ValidateAsync(key, token);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            await fleet.Here.Validator.ValidateAsync(key, token);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(202, count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_meter_is_made_by_the_containers_factory_if_it_has_one(bool hasFactory)
    {
        var services = new ServiceCollection();
        services.AddApiAccess();
        if (hasFactory)
        {
            services.AddMetrics();
        }

        using var provider = services.BuildServiceProvider();
        var meter = provider.GetRequiredService<ApiAccessInstruments>().Meter;

        Assert.Equal("TrackVia.ApiAccess", meter.Name);
        Assert.Equal(provider.GetService<IMeterFactory>(), meter.Scope);
    }
}
