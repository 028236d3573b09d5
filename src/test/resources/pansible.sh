#!/bin/sh
# pansible.sh URL TOKEN REPOSITORY follows the pages of Pansible's README by curl alone: an inventory, a playbook, an app with both, a
# job, and its results, which are printed.
set -eu
url=$1 token=$2 repository=$3

call() { # call METHOD PATH [BODY]
  curl -sS --fail-with-body -X "$1" -H "COFFEE_TOKEN: $token" ${3:+--data-binary "$3"} "$url$2"
}
field() { sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }

inventory=$(call POST /api/v1/inventory '{
  "name": "example_inventory",
  "env": "alpha",
  "version": "0.0.2",
  "hosts": "all:
              hosts:
                localhost:
              children:
                webservers:
                  hosts:
                    foo.example[3:5].com:
                dbservers:
                  hosts:
                    one.example.com:
                    two.example.com:",
  "vars": "all:
             ansible_connection: local
             ansible_become: false
             color: grey
           webservers:
             wskey1: wsval1
             wskey2: wsval2"
}' | field id)
playbook=$(call POST /api/v1/playbook '{
  "name": "example_playbook",
  "git_repo": "'"$repository"'",
  "entry": "deploy/site.yml"
}' | field id)
app=$(call POST /api/v1/app '{
  "appid": "example_app"
}' | field id)
call POST /api/v1/app/playbook '{
  "app_id": '"$app"',
  "playbook_id": '"$playbook"'
}' > /dev/null
call POST /api/v1/app/inventory '{
  "app_id": '"$app"',
  "inventory_id": '"$inventory"'
}' > /dev/null
job=$(call POST /api/v1/job '{
  "env": "alpha",
  "playbook_id": '"$playbook"',
  "inventory_id": '"$inventory"'
}' | field uuid)
until call GET "/api/v1/job/$job" | grep -q '"state":"finished"'; do sleep 1; done
call GET "/api/v1/job/result/$job"
