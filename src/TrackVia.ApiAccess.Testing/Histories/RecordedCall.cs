namespace TrackVia.ApiAccess.Testing.Histories;

/// <summary>One call on an account among others that ran at the same time, by the ticks of one counter.</summary>
/// <param name="Words">What was called and answered.</param>
/// <param name="Began">The tick before the call.</param>
/// <param name="Ended">The tick after its answer.</param>
/// <param name="FromAtMost">The latest version at which the call can have taken effect; the account must not be known to be further when it begins.</param>
/// <param name="ProvesAtLeast">The version that its answer proves to be reached.</param>
internal sealed record RecordedCall(string Words, long Began, long Ended, long FromAtMost, long ProvesAtLeast)
{
    /// <summary>What a load gave.</summary>
    public AccountAccess? Loaded { get; init; }

    /// <summary>What a commit stored.</summary>
    public AccessChange? Stored { get; init; }
}
