using System.Text.Json;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Diagnostics;

/// <summary>The attributes of metrics and traces, and their closed sets of values.</summary>
internal static class DiagnosticTags
{
    public const string ValidationOutcome = "apiaccess.validation.outcome";
    public const string RejectionReason = "apiaccess.validation.refusal";
    public const string ValidationSource = "apiaccess.validation.source";
    public const string ChangeKind = "apiaccess.change.kind";
    public const string ChangeRefusal = "apiaccess.change.refusal";
    public const string CommitOutcome = "apiaccess.commit.outcome";
    public const string AccountId = "apiaccess.account.id";
    public const string TokenId = "apiaccess.token.id";

    public static string OutcomeOf(in ValidationResult result) => result.IsValid ? "valid" : result.IsUnavailable ? "unavailable" : "refused";

    /// <summary>The store was asked: a miss, or a refusal that had to be compared with the newest changes. Else the shape told, or a snapshot: a hit.</summary>
    public static string SourceOf(in ValidationResult result, bool askedStore) =>
        askedStore ? "store"
        : result.Rejection is CredentialRejection.MalformedApiKey or CredentialRejection.MalformedToken ? "shape"
        : "snapshot";

    public static string ReasonOf(CredentialRejection refusal) => refusal switch
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

    public static string OutcomeOf(CommitOutcome outcome) => outcome switch
    {
        Storage.CommitOutcome.Committed => "committed",
        Storage.CommitOutcome.Conflict => "conflict",
        Storage.CommitOutcome.DuplicateCredential => "duplicate_credential",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not the outcome of a commit."),
    };

    public static string KindOf(AccessChange change) => JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Kind);
}
