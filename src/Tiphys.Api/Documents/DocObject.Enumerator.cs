using System.Collections;

namespace Tiphys.Api.Documents;

public sealed partial class DocObject
{
    /// <summary>Goes through the members in order. Members may be replaced meanwhile; adding and removing ends in an exception.</summary>
    public struct Enumerator : IEnumerator<KeyValuePair<string, DocNode>>
    {
        private readonly DocObject _owner;
        private readonly int _length;
        private readonly int _holes;
        private int _next;

        internal Enumerator(DocObject owner)
        {
            _owner = owner;
            _length = owner._length;
            _holes = owner._holes;
        }

        public KeyValuePair<string, DocNode> Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_owner._length != _length || _owner._holes != _holes)
                throw new InvalidOperationException("The object was changed while its members were gone through.");
            while (_next < _length)
            {
                Current = _owner._members[_next++];
                if (Current.Key is not null)
                    return true;
            }

            return false;
        }

        public void Reset() => _next = 0;

        public readonly void Dispose()
        {
        }
    }
}
