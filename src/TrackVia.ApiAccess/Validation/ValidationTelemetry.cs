using System.Diagnostics;
using TrackVia.ApiAccess.Diagnostics;

namespace TrackVia.ApiAccess.Validation;

/// <summary>Records validations in metrics and traces.</summary>
internal sealed class ValidationTelemetry(ApiAccessInstruments instruments, TimeProvider timeProvider)
{
    /// <summary>Starts to measure a validation.</summary>
    /// <returns>A timestamp; 0 while no listener records durations.</returns>
    public long Start() => instruments.ValidationDuration.Enabled ? timeProvider.GetTimestamp() : 0;

    /// <summary>Counts a validation and records how long it took.</summary>
    public void Record(in ValidationResult result, bool askedStore, long startedAt)
    {
        if (instruments.Validations.Enabled)
        {
            instruments.Validations.Add(1, Tags(result, askedStore));
        }

        if (startedAt != 0)
        {
            instruments.ValidationDuration.Record(timeProvider.GetElapsedTime(startedAt).TotalSeconds, Tags(result, askedStore));
        }
    }

    public static void Conclude(Activity? activity, in ValidationResult result)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetTag(DiagnosticTags.ValidationOutcome, OutcomeOf(result));
        if (result.Rejection is { } refusal)
        {
            activity.SetTag(DiagnosticTags.RejectionReason, ReasonOf(refusal));
        }

        if (result.TokenId is { } tokenId)
        {
            activity.SetTag(DiagnosticTags.TokenId, tokenId.ToString());
        }

        activity.SetStatus(result.IsUnavailable ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
    }

    private static TagList Tags(in ValidationResult result, bool askedStore)
    {
        var tags = new TagList
        {
            { DiagnosticTags.ValidationOutcome, OutcomeOf(result) },
            { DiagnosticTags.ValidationSource, SourceOf(result, askedStore) },
        };
        if (result.Rejection is { } rejection)
        {
            tags.Add(DiagnosticTags.RejectionReason, ReasonOf(rejection));
        }

        return tags;
    }

    private static string OutcomeOf(in ValidationResult result) => result.IsValid ? "valid" : result.IsUnavailable ? "unavailable" : "refused";

    /// <summary>
    /// Returns <c>store</c> if the store was queried: for a miss, or to compare a rejection with the newest changes. Otherwise the format
    /// was decisive, or a snapshot: a hit.
    /// </summary>
    private static string SourceOf(in ValidationResult result, bool askedStore) =>
        askedStore ? "store"
        : result.Rejection is CredentialRejection.MalformedApiKey or CredentialRejection.MalformedToken ? "shape"
        : "snapshot";

    private static string ReasonOf(CredentialRejection refusal) => refusal switch
    {
        CredentialRejection.MalformedApiKey => "malformed_api_key",
        CredentialRejection.MalformedToken => "malformed_token",
        CredentialRejection.UnknownApiKey => "unknown_api_key",
        CredentialRejection.UnknownToken => "unknown_token",
        CredentialRejection.TokenDeactivated => "token_deactivated",
        CredentialRejection.TokenExpired => "token_expired",
        CredentialRejection.UserDisabled => "user_disabled",
        CredentialRejection.UserNotApiUser => "user_not_api_user",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Not a reason of refusal."),
    };
}
