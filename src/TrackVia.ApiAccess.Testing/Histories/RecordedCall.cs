namespace TrackVia.ApiAccess.Testing.Histories;

/// <summary>One of several concurrent calls on an account. A shared counter of ticks orders their starts and ends.</summary>
/// <param name="Words">The call and its result, in words.</param>
/// <param name="Began">The tick before the call.</param>
/// <param name="Ended">The tick after its result.</param>
/// <param name="FromAtMost">The latest version at which the call can have taken effect. No earlier call may have proved a later one.</param>
/// <param name="ProvesAtLeast">The version that the account has reached, as the result proves.</param>
internal sealed record RecordedCall(string Words, long Began, long Ended, long FromAtMost, long ProvesAtLeast)
{
    /// <summary>Gets the account that a load returned.</summary>
    public AccountAccess? Loaded { get; init; }

    /// <summary>Gets the change that a commit stored.</summary>
    public AccessChange? Stored { get; init; }
}
