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

    public static string OutcomeOf(CommitOutcome outcome) => outcome switch
    {
        Storage.CommitOutcome.Committed => "committed",
        Storage.CommitOutcome.Conflict => "conflict",
        Storage.CommitOutcome.DuplicateCredential => "duplicate_credential",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not the outcome of a commit."),
    };

    public static string KindOf(AccessChange change) => JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Kind);
}
