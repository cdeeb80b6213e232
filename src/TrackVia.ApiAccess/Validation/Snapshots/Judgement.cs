using NodaTime;

namespace TrackVia.ApiAccess.Validation.Snapshots;

/// <summary>The result of a validation, with what is needed to record the use of the token.</summary>
/// <param name="Result">The result; <c>default</c> is unavailable.</param>
/// <param name="JudgedAt">The instant at which the token was judged.</param>
/// <param name="Mark">Where the use is marked, if the token is in a snapshot.</param>
internal readonly record struct Judgement(ValidationResult Result, Instant JudgedAt = default, TokenUsageMark? Mark = null);
