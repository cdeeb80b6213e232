using System.Diagnostics;

namespace TrackVia.ApiAccess.Diagnostics;

/// <summary>The traces of changes, and of validations that query the store. Validations from memory are not traced.</summary>
internal static class ApiAccessActivities
{
    private static readonly ActivitySource Source = new(ApiAccessDiagnostics.ActivitySourceName);

    public static Activity? StartValidation() => Start("apiaccess.validate");

    public static Activity? StartChange(AccountId accountId) => Start("apiaccess.change")?.SetTag(DiagnosticTags.AccountId, accountId.ToString());

    public static void Conclude(Activity? activity, Decision decision)
    {
        if (decision.Refusal is { } refusal)
        {
            activity?.SetTag(DiagnosticTags.ChangeRefusal, refusal.Reason.ToString());
        }

        if (decision.Change is { } change)
        {
            activity?.SetTag(DiagnosticTags.ChangeKind, DiagnosticTags.KindOf(change));
        }

        activity?.SetStatus(ActivityStatusCode.Unset);
    }

    /// <summary>The initial status is failed, because an operation that throws never reports a result.</summary>
    private static Activity? Start(string name) => Source.StartActivity(name)?.SetStatus(ActivityStatusCode.Error);
}
