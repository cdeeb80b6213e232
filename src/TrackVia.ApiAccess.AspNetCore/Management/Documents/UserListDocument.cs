namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <param name="Users">The users of the page; where the directory failed, users that the account knows, named by their ids.</param>
/// <param name="After">The text to send as <c>after</c> for the next page, and absent on the last one.</param>
/// <param name="DirectoryProblem">Why the directory failed; absent where it responded.</param>
internal sealed record UserListDocument(IReadOnlyList<UserDocument> Users, string? After = null, string? DirectoryProblem = null)
{
    public static UserListDocument Of(ManagedUserPage page) =>
        new([.. page.Users.Select(UserDocument.Of)], page.ContinuationToken, page.DirectoryFailure?.Message);
}
